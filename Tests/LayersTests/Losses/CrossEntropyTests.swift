import Config
import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// Values and gradients as PyTorch has them in double precision.
@Suite("cross_entropy of logits of −∞")
struct CrossEntropyTests {
  private static let low = -Float.infinity

  /// The loss of an expression over logits `x`, two examples of three classes, and their classes `t`; and its gradient.
  private static func run(_ text: String, _ logits: [Float], _ classes: [Float]) throws -> (
    loss: [Double], gradient: [Double]
  ) {
    let composition = GraphUnderTest(batch: 2)
    let x = composition.field("x", HostArray(shape: [2, 3], floats: logits))
    let t = composition.field("t", HostArray(shape: [2], floats: classes))
    let evaluator = Evaluator(
      context: composition.context, functions: Vocabulary.standard.functions, networks: [:],
      mode: { _ in .inference }, bindingNames: ["x", "t"],
      bindings: { name, _ in ["x": .value(x), "t": .value(t)][name] })
    let loss = try evaluator.tensor(ExpressionTree(parsing: text), as: .named("losses.test"))
    let gradient = try loss.sum().gradient(withRespectTo: [x])
    let found = try composition.run([loss, gradient[0]])
    return (found[0].values, found[1].values)
  }

  private static func expect(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(found == expected || abs(found - expected) < 1e-6, "\(found), not \(expected)")
    }
  }

  @Test(
    "is that of the other classes, and infinite where it is the target",
    arguments: [
      (
        "cross_entropy(x, t, reduction=none)", [0, low, 1, low, 2, 1], [0, 2],
        [1.3132616875, 1.3132616875],
        [-0.7310585786, 0, 0.7310585786, 0, 0.7310585786, -0.7310585786]
      ),
      (
        "cross_entropy(x, t, reduction=none)", [0, low, 1, 0, 0, 0], [1, 0],
        [.infinity, 1.0986122887],
        [0.2689414214, -1, 0.7310585786, -0.6666666667, 0.3333333333, 0.3333333333]
      ),
      (
        "cross_entropy(x, t, ignore=0, reduction=none)", [low, 0, 1, 0, 0, low], [0, 1],
        [0, 0.6931471806], [0, 0, 0, 0.5, -0.5, 0]
      ),
    ] as [(String, [Float], [Float], [Double], [Double])])
  func infinite(
    _ text: String, _ logits: [Float], _ classes: [Float], _ loss: [Double], _ gradient: [Double]
  ) throws {
    let found = try Self.run(text, logits, classes)
    Self.expect(found.loss, loss)
    Self.expect(found.gradient, gradient)
  }

  @Test("is no number where the target is no class, as before")
  func noClass() throws {
    let found = try Self.run("cross_entropy(x, t, reduction=none)", [0, 1, 2, 0, 0, 0], [3, 0])
    #expect(found.loss[0].isNaN && abs(found.loss[1] - 1.0986122887) < 1e-6)
  }
}
