import Config
import Graph
import OrderedCollections
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite("Numbers beyond single precision")
struct LargeNumberTests {
  @Test(
    "are told where they meet values, and may stand where they meet none",
    arguments: [
      ("x * 1e39", ["1.0e+39"]), ("x * 2 ** 200 / 2 ** 190", ["2 ** 200"]),
      ("x + [0, -1e300, 0]", ["[0, -1.0e+300, 0]"]),
      ("x * (2 ** 200 / 2 ** 190)", []), ("x * 3e38", []), ("x * 1e-60", []),
    ] as [(String, [String])])
  func numbers(_ text: String, _ told: [String]) {
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 3], repeating: 1))
    let evaluator = Evaluator(
      context: composition.context, functions: FunctionVocabulary(FunctionCatalogue.all),
      networks: [:], mode: { _ in .training }, bindingNames: ["x"],
      bindings: { name, _ in name == "x" ? .value(x) : nil })
    let found = messages {
      _ = try evaluator.tensor(ExpressionTree(parsing: text), as: .named("values.test"))
    }
    let rest = " is too large for values, which are of single precision: they end at 3.4e38"
    #expect(found == told.map { $0 + rest })
  }
}
