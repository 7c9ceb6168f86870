import Config
import Diagnostics
import Graph
import OrderedCollections
import Tensors
import Testing

@testable import Layers

/// One layer on one input, as PyTorch computes it in float64.
struct LayerCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let layer: String
  let mode: String
  let x: Recorded
  let y: Recorded
  let probe: Recorded
  let dx: Recorded
  let parameters: [String: Recorded]
  let gradients: [String: Recorded]
  let statistics: [String: Recorded]
  let after: [String: Recorded]

  var testDescription: String { name }
}

@Suite struct RecordedLayerTests {
  static let cases: [LayerCase] = (try? Recorded.cases("layers")) ?? []

  @Test("a layer's output, gradients and statistics are PyTorch's", arguments: cases)
  func recorded(_ recorded: LayerCase) throws {
    let example = recorded.x.shape.dropFirst().map(String.init).joined(separator: ", ")
    let network = try #require(
      networks(
        "networks: {net: {input: [\(example)], layers: [\(recorded.layer)]}}")["net"])
    let composition = Composition(batch: recorded.x.shape[0])
    let context = composition.context
    let x = composition.field("x", recorded.x)
    let mode = try #require(Mode(rawValue: recorded.mode))
    let y = try network.call(inputs: [x], mode: mode, callPath: "test", context: context).main

    var found: [String: StateEntry] = [:]
    for entry in context.declarations.map(\.entry) {
      // net.dense_1.weight, net.transformer_encoder_1.attention.query.weight
      let name = entry.name.split(separator: ".").dropFirst(2).joined(separator: ".")
      found[name] = entry
      let values = try #require(recorded.parameters[name] ?? recorded.statistics[name])
      #expect(entry.type.shape.extents == values.shape, "\(entry.name)")
      composition.set(entry, values.array)
    }
    #expect(Set(found.keys) == Set(recorded.parameters.keys).union(recorded.statistics.keys))

    let probe = composition.field("probe", recorded.probe)
    let loss = try (y * probe).sum()
    let names = recorded.parameters.keys.sorted()
    let entries = try names.map { try #require(found[$0]) }
    let gradients = try loss.gradient(
      withRespectTo: [x] + entries.map { context.tensor(context.stateValue($0)) })
    let updated = recorded.after.keys.sorted()
    let next = try updated.map { name in
      let entry = try #require(found[name])
      return context.tensor(try #require(context.stateUpdates[entry.name]))
    }
    let results = try composition.run([y] + gradients + next)

    #expect(results[0].shape.extents == recorded.y.shape)
    #expect(deviation(results[0].values, recorded.y.values) < 2e-6)
    #expect(deviation(results[1].values, recorded.dx.values) < 4e-6)
    for (index, name) in names.enumerated() {
      let published = try #require(recorded.gradients[name])
      let entry = entries[index]
      let expected = published.array.permuted(entry.layout)
      #expect(results[2 + index].shape == expected.shape)
      #expect(deviation(results[2 + index].values, expected.doubles) < 4e-6, "\(name)")
    }
    for (index, name) in updated.enumerated() {
      let expected = try #require(recorded.after[name])
      let result = results[2 + names.count + index]
      #expect(deviation(result.values, expected.values) < 2e-6, "\(name)")
    }
  }

  @Test("the recorded cases were found and cover every layer of one input but the random one")
  func coverage() throws {
    let covered = Set(Self.cases.map { String(recordedName($0.layer)) })
    for type in LayerCatalogue.all where type is any Layer.Type {
      let name = type.schema.name
      #expect(covered.contains(name) || name == "gaussian_noise", "\(name)")
    }
  }
}
