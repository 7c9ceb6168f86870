import Diagnostics
import Testing

@testable import Commands
@testable import Config
@testable import Experiment
@testable import Layers

@Suite("Names of layers")
struct LayerNamesTests {
  @Test(
    "Layers are numbered in the file as the networks that are made of it are",
    arguments: shippedExperiments)
  func shipped(name: String) throws {
    let experiment = QuickExperiment(name: name)
    var problems = DiagnosticList()
    let composition = Composer.experiment().compose(
      file: experiment.file, profile: "quick", overrides: [], diagnostics: &problems)
    let root = try #require(composition?.root)
    let blocks = Set(root["blocks"]?.entries.map { Array($0.keys) } ?? [])
    for (name, network) in try experiment.load().model.definition.networks {
      let kinds = Dictionary(
        network.layers.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
      compare(LayerNames(root["networks"]?[name]), with: kinds, blocks, name)
      // What the file has from others is spelled out there.
      guard network.canonical["layers"] != nil else { continue }
      let names = LayerNames(network.canonical)
      compare(names, with: kinds, [], name)
      guard !names.places.values.contains(where: { $0.kind == "repeat" }) else { continue }
      #expect(Set(kinds.keys).subtracting(names.all).isEmpty, "\(name)")
    }
  }

  @Test("Names are known of as many layers as a network may have")
  func most() { #expect(LayerNames.mostLayers == LayerListParser.maximumItems) }

  /// Compares names with the layers of the network that has them.
  private func compare(
    _ names: LayerNames, with kinds: [String: String], _ blocks: Set<String>, _ network: String
  ) {
    for name in names.all {
      guard let kind = names.places[name]?.kind, !["group", "repeat"].contains(kind),
        !blocks.contains(kind)
      else { continue }
      #expect(kinds[name] == (kind == "residual" ? "sum" : kind), "\(network).\(name)")
    }
  }
}
