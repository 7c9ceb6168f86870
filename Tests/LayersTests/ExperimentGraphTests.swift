import Config
import Diagnostics
import Foundation
import Graph
import OrderedCollections
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// An experiment of the repository, and how many parameters its source counts in each network.
struct ExperimentCase: Sendable, CustomTestStringConvertible {
  let name: String
  let field: String
  let shape: [Int]
  let parameters: [String: Int]

  var testDescription: String { name }

  static let all = [
    ExperimentCase(
      name: "ecg_anomaly", field: "beat", shape: [140], parameters: ["autoencoder": 10_484]),
    ExperimentCase(
      name: "vae_mnist", field: "digit", shape: [28, 28, 1],
      parameters: ["encoder": 69_076, "decoder": 65_089]),
    ExperimentCase(
      name: "dcgan_mnist", field: "digit", shape: [28, 28, 1],
      parameters: ["generator": 2_305_472, "discriminator": 212_865]),
    ExperimentCase(
      name: "conv_autoencoder_mnist", field: "digit", shape: [28, 28, 1],
      parameters: ["encoder": 1_904, "decoder": 2_481]),
  ]
}

@Suite struct ExperimentGraphTests {
  @Test(
    "a shipped experiment's losses compose, and reach every parameter",
    arguments: ExperimentCase.all)
  func experiment(_ experiment: ExperimentCase) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "experiments/\(experiment.name).yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let whole = try node(text)
    let composition = GraphUnderTest(batch: 2)
    let context = composition.context
    let field = composition.field(
      experiment.field, HostArray(shape: Shape([2] + experiment.shape), repeating: 0.5))
    let names = ["values", "losses"].flatMap { whole[$0]?.entries?.keys.elements ?? [] }
    var known: [String: Term] = [experiment.field: .value(field)]
    let all = try networks(text)
    var evaluator: Evaluator?
    func bind(_ name: String, _ range: SourceRange?) throws -> Term? {
      if let term = known[name] { return term }
      for section in ["values", "losses"] {
        guard let written = whole[section]?[name], let evaluator else { continue }
        known[name] = try evaluator.evaluate(
          ExpressionTree(written), as: .entry(section: section, name: name))
        return known[name]
      }
      guard case .number(let number, _)? = whole["params"]?[name]?.content else { return nil }
      return .number(number)
    }
    evaluator = Evaluator(
      context: context, functions: Vocabulary.standard.functions, networks: all,
      mode: { _ in .training }, bindingNames: names,
      bindings: bind)
    var losses: [Tensor] = []
    for name in whole["losses"]?.entries?.keys.elements ?? [] {
      guard case .value(let value)? = try bind(name, nil) else { continue }
      #expect(value.type == TensorType([]), "\(name)")
      losses.append(value)
    }
    let total = try losses.dropFirst().reduce(losses[0]) { try $0 + $1 }
    for (network, count) in experiment.parameters {
      let entries = context.parameters(ofNetwork: network)
      #expect(entries.map(\.type.shape.count).reduce(0, +) == count, "\(network)")
      let adjoints = try total.adjoints(
        withRespectTo: entries.map { context.tensor(context.stateValue($0)) })
      for (entry, adjoint) in zip(entries, adjoints) {
        let adjoint = try #require(adjoint, "\(entry.name)")
        let step = try optimizer("adam").update(
          parameter: context.stateValue(entry), gradient: adjoint.value, globalFactor: nil,
          entry: entry,
          updateName: network, context: context)
        context.setNext(entry, step.next)
      }
    }
    #expect(context.stateUpdates.keys.filter { $0.hasSuffix("weight") }.count >= 6)
  }
}
