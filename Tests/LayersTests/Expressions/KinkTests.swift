import Config
import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// Where a function has a kink, or its rule multiplies nothing by infinity; recorded cases keep away from there.
@Suite("Gradients where a slope is one of several")
struct KinkTests {
  @Test(
    "they are PyTorch's",
    arguments: [
      ("relu(x)", [0, 0, 1]),
      ("abs(x)", [-1, 0, 1]),
      ("clip(x, 0, 2)", [0, 1, 1]),
      ("clip(x, -1.5, 1)", [1, 1, 0]),
      ("x ** 0", [0, 0, 0]),
      ("x ** [2, 0, 1]", [-3, 0, 1]),
      ("net(x)", [0.22313016, 1, 1]),
    ] as [(String, [Double])])
  func slopes(_ text: String, _ expected: [Double]) throws {
    let found = try Self.gradient(text, HostArray(shape: [1, 3], floats: [-1.5, 0, 2]))
    #expect(deviation(found, expected) < 1e-6)
  }

  @Test("under a root total variation has a gradient of 0 where pixels are alike")
  func flat() throws {
    let pictures = HostArray(shape: [2, 2, 2, 1], floats: [0, 3, 4, 0, 1, 1, 1, 1])
    let found = try Self.gradient("total_variation(x, power=0.5)", pictures)
    #expect(deviation(found, [-0.7, 0.3, 0.4, 0, 0, 0, 0, 0]) < 1e-6)
  }

  /// The gradient to `x` of the sum of what an expression comes to.
  private static func gradient(_ text: String, _ x: HostArray) throws -> [Double] {
    let composition = GraphUnderTest(batch: x.shape[0])
    let x = composition.field("x", x)
    let evaluator = Evaluator(
      context: composition.context,
      functions: FunctionVocabulary(FunctionCatalogue.all + LossCatalogue.all),
      networks: try networks("networks: {net: {input: [3], layers: [elu]}}"),
      mode: { _ in .training }, bindingNames: ["x"],
      bindings: { name, _ in name == "x" ? .value(x) : nil })
    let gradient = try evaluator.tensor(
      ExpressionTree(parsing: "gradient(sum(\(text)), x)"), as: .named("values.test"))
    return try composition.run([gradient])[0].values
  }
}
