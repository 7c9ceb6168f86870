import Config
import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite("Calls of functions")
struct FunctionCallTests {
  /// An expression over x, two examples of [3].
  private static func told(_ text: String) -> String {
    messages {
      let composition = GraphUnderTest(batch: 2)
      let x = composition.field("x", HostArray(shape: [2, 3], floats: [1, -2, 3, 4, 5, -6]))
      let evaluator = Evaluator(
        context: composition.context, functions: Vocabulary.standard.functions, networks: [:],
        mode: { _ in .inference }, bindingNames: ["x"],
        bindings: { name, _ in ["x": .value(x)][name] })
      _ = try evaluator.tensor(ExpressionTree(parsing: text), as: .named("values.test"))
    }.joined(separator: "\n")
  }

  @Test(
    "Numbers before the shape of a draw, as elsewhere, are told how they are written",
    arguments: [
      (
        "normal(0, 0.1, like=x)", "beside 'like' no numbers stand first; write 0.1 * normal(like=x)"
      ),
      (
        "normal(1, 2 + 3, like=x, per=step)",
        "beside 'like' no numbers stand first; write 1 + (2 + 3) * normal(like=x, per=step)"
      ),
      (
        "uniform(-1, 1, shape=[8])",
        "beside 'shape' no numbers stand first; write uniform(shape=[8], low=-1, high=1)"
      ),
      (
        "normal(0, 2 + 3, [8])",
        "the shape of a draw comes first; write (2 + 3) * normal([8])"
      ),
      ("normal([8], 4, like=x)", "'like' stands alone, without a shape and count"),
    ])
  func draws(_ text: String, _ expected: String) {
    #expect(Self.told(text) == expected)
  }
}
