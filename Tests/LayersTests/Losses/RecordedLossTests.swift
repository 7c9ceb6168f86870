import Config
import Graph
import OrderedCollections
import Tensors
import Testing

@testable import Layers

/// One expression over `x` and `t`, as PyTorch computes it in float64.
struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
  let expression: String
  /// What the expression calls.
  let networks: String?
  let x: Recorded
  let t: Recorded
  let y: Recorded
  let probe: Recorded
  let dx: Recorded

  var testDescription: String { expression }
}

@Suite struct RecordedLossTests {
  static let cases: [LossCase] = (try? Recorded.cases("losses")) ?? []

  @Test("an expression's value and gradient are PyTorch's", arguments: cases)
  func recorded(_ recorded: LossCase) throws {
    let composition = Composition(batch: recorded.x.shape[0])
    let x = composition.field("x", recorded.x)
    let t = composition.field("t", recorded.t)
    let evaluator = Evaluator(
      context: composition.context, functions: Vocabulary.standard.functions,
      networks: try recorded.networks.map { try networks($0) } ?? [:],
      mode: { _ in .inference },
      bindingNames: ["x", "t"],
      bindings: { name, _ in ["x": .value(x), "t": .value(t)][name] })
    let y = try evaluator.tensor(
      ExpressionTree(parsing: recorded.expression), as: .named("losses.test"))
    let probe = composition.field("probe", recorded.probe).with(batch: y.batch)
    let loss = try (y * probe).sum()
    let gradient = try loss.gradient(withRespectTo: [x])
    let results = try composition.run([y] + gradient)
    #expect(results[0].shape.extents == recorded.y.shape)
    #expect(deviation(results[0].values, recorded.y.values) < 4e-6)
    #expect(deviation(results[1].values, recorded.dx.values) < 4e-6)
  }

  @Test("the recorded cases cover every loss")
  func coverage() {
    let covered = Self.cases.map(\.expression).joined(separator: " ")
    for schema in LossCatalogue.catalogue.schemas {
      #expect(covered.contains(schema.name + "("), "\(schema.name)")
    }
  }
}
