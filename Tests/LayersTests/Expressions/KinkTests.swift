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
    let composition = GraphUnderTest(batch: 1)
    let x = composition.field("x", HostArray(shape: [1, 3], floats: [-1.5, 0, 2]))
    let evaluator = Evaluator(
      context: composition.context,
      functions: FunctionVocabulary(FunctionCatalogue.all + LossCatalogue.all),
      networks: try networks("networks: {net: {input: [3], layers: [elu]}}"),
      mode: { _ in .training }, bindingNames: ["x"],
      bindings: { name, _ in name == "x" ? .value(x) : nil })
    let gradient = try evaluator.tensor(
      ExpressionTree(parsing: "gradient(sum(\(text)), x)"), as: .named("values.test"))
    #expect(try deviation(composition.run([gradient])[0].values, expected) < 1e-6)
  }
}
