import Config
import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite("Lists as batches, and one matrix for several axes")
struct ExamplesTests {
  /// An expression over x: two examples of [1, 2].
  private static func run(_ text: String) throws -> (shape: Shape, values: [Double]) {
    let composition = GraphUnderTest(batch: 2)
    let x = composition.field("x", HostArray(shape: [2, 1, 2], floats: [1, 2, 3, 4]))
    let evaluator = Evaluator(
      context: composition.context, functions: Vocabulary.standard.functions, networks: [:],
      mode: { _ in .inference }, bindingNames: ["x"],
      bindings: { name, _ in ["x": .value(x)][name] })
    let value = try evaluator.tensor(ExpressionTree(parsing: text), as: .named("values.test"))
    let result = try composition.run([value])[0]
    return (result.shape, result.values)
  }

  @Test(
    "each item of a list is an example",
    arguments: [
      ("examples(range(3))", [3], [0, 1, 2]),
      ("one_hot(examples([1, 0]), 2)", [2, 2], [0, 1, 1, 0]),
      ("x * examples([1, 10])", [2, 1, 2], [1, 2, 30, 40]),
      ("sum(examples([[1, 2], [3, 4]]), per=example)", [2], [3, 7]),
      ("zeros([], count=3) + examples([4, 5, 6])", [3], [4, 5, 6]),
      ("x + ones([2], count=1).batch[0]", [2, 1, 2], [2, 3, 4, 5]),
      ("concat([x[0, 0] * [1], x[0, 1:]])", [2, 2], [1, 2, 3, 4]),
      ("concat([x[0, 0], x[0, 1]], axis=batch)", [4], [1, 3, 2, 4]),
    ] as [(String, [Int], [Double])])
  func examples(_ text: String, _ shape: [Int], _ expected: [Double]) throws {
    let found = try Self.run(text)
    #expect(found.shape.extents == shape)
    #expect(found.values == expected)
  }

  @Test(
    "one matrix multiplies along the last axis, whatever stands before it",
    arguments: [
      ("matmul(x, [[1, 0, 2], [0, 1, 2]])", [2, 1, 3], [1, 2, 6, 3, 4, 14]),
      ("matmul(ones([2, 1, 2]) * x, [[1, 2]], transpose_b=true)", [2, 2, 1, 1], [5, 5, 11, 11]),
      ("matmul([[[1, 2]], [[3, 4]]], [[1], [1]])", [2, 1, 1], [3, 7]),
      ("matmul(one_hot([0, 0], 1), x)", [2, 2, 2], [1, 2, 1, 2, 3, 4, 3, 4]),
    ] as [(String, [Int], [Double])])
  func matrices(_ text: String, _ shape: [Int], _ expected: [Double]) throws {
    let found = try Self.run(text)
    #expect(found.shape.extents == shape)
    #expect(found.values == expected)
  }

  @Test(
    "what has examples, or does not fit, is refused",
    arguments: [
      ("examples(x)", "'examples' takes a list, and this has examples already"),
      ("examples(3)", "examples goes along an axis, and this is one number"),
      (
        "matmul(ones([2, 1, 2]) * x, [[1, 2]])",
        "matmul takes matrices of as many axes, found [2, 1, 2] and [1, 2]"
      ),
      (
        "matmul([1, 2], [[1], [2]], transpose_a=true)",
        "'transpose_a' of matmul turns matrices, and a vector is one row: [2]"
      ),
      ("concat([x[0, 0], x[0, 1]])", "one number an example has no channels: 'x * [1]' has one"),
      ("concat([x[0], sum(x, per=example)])", "one number an example has no channels"),
      (
        "lookup(x, [0])", "of each example's own table it is 'matmul(one_hot(index, 1), table)'"
      ),
      (
        "cross_entropy(x, zeros([1, 2, 3]))",
        "needs targets of shape [2, 1] or [2, 1, 2], found [2, 1, 2, 3]; the prediction comes first"
      ),
      ("info_nce(x, 1)", "info_nce compares as many features of one shape"),
      ("info_nce(x, x, temperature=0)", "'temperature' of info_nce must be above 0"),
      ("info_nce(x, x, temperature=[1, 2])", "'temperature' of info_nce is one number"),
    ])
  func refused(_ text: String, _ expected: String) {
    let told = messages { _ = try Self.run(text) }.joined(separator: "\n")
    #expect(told.contains(expected), "\(told)")
  }
}
