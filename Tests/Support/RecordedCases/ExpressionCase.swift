import Config
import Graph
import Layers
import OrderedCollections

/// One expression over `x` and `t`, as PyTorch computes it.
public struct ExpressionCase: Decodable, Sendable, CustomStringConvertible {
  public let expression: String
  /// What the expression calls.
  let networks: String?
  let x: Recorded
  let t: Recorded
  let y: Recorded
  let probe: Recorded
  let dx: Recorded

  public var description: String { expression }

  /// What may be off by more than others, how many times, each for a reason.
  private static let slack: [String: Double] = [
    // The algorithm, PPND7 of AS 241, has about seven digits.
    "normal_quantile(x)": 4,
    // 1 / 127.5 is a rounded factor; PyTorch divides by 127.5.
    "preprocess(x, inception)": 2,
  ]

  /// The value, and the gradient of Σ value · probe to x.
  public func graph() throws -> RecordedGraph {
    let composition = GraphUnderTest(batch: x.shape[0])
    let x = composition.field("x", x.array)
    let t = composition.field("t", t.array)
    let evaluator = Evaluator(
      context: composition.context, functions: Vocabulary.standard.functions,
      networks: try networks.map { try RecordedCases.networks($0) } ?? [:],
      mode: { _ in .inference },
      bindingNames: ["x", "t"],
      bindings: { name, _ in ["x": .value(x), "t": .value(t)][name] })
    let value = try evaluator.tensor(
      ExpressionTree(parsing: expression), as: .named("losses.test"))
    let probe = composition.field("probe", probe.array).with(batch: value.batch)
    let gradient = try (value * probe).sum().gradient(withRespectTo: [x])
    let slack = Self.slack[expression] ?? 1
    return RecordedGraph(
      expression, composition,
      [(.init("y", y, slack: slack), value), (.init("dx", dx, slack: slack), gradient[0])])
  }
}
