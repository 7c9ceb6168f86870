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
      ("x * (2 ** 200 / 2 ** 190)", []), ("x * 3e38", []), ("clip(x, 0, 1e39)", ["1.0e+39"]),
    ] as [(String, [String])])
  func large(_ text: String, _ told: [String]) {
    let rest = " is too large for values, which are of single precision: they end at 3.4e38"
    #expect(Self.told(text) == told.map { $0 + rest })
  }

  @Test(
    "are told where they would be 0 and are written as another, and may come out of arithmetic",
    arguments: [
      ("x + 1e-50", ["1.0e-50"]), ("x * -1e-60", ["-1.0e-60"]),
      ("x + [0, 1e-300, 0]", ["[0, 1.0e-300, 0]"]),
      ("clip(x, 1e-46, 1)", ["1.0e-46"]), ("x + 1e-45", []), ("x + 0e-50", []),
      ("x * 0.5 ** 300", []), ("x * -(0.5 ** 300)", []), ("x * (1e-60 * 1e60)", []),
    ] as [(String, [String])])
  func small(_ text: String, _ told: [String]) {
    let rest = " is too small for values, which are of single precision: they begin at 1.4e-45"
    #expect(Self.told(text) == told.map { $0 + rest })
  }

  private static func told(_ text: String) -> [String] {
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 3], repeating: 1))
    let evaluator = Evaluator(
      context: composition.context, functions: FunctionVocabulary(FunctionCatalogue.all),
      networks: [:], mode: { _ in .training }, bindingNames: ["x"],
      bindings: { name, _ in name == "x" ? .value(x) : nil })
    return messages {
      _ = try evaluator.tensor(ExpressionTree(parsing: text), as: .named("values.test"))
    }
  }
}
