import Config
import Graph
import OrderedCollections
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite("Over what a function reduces")
struct ReductionAxesTests {
  @Test(
    "'per=example' goes with an axis of each example, not with that of the batch",
    arguments: [
      ("mean(x, per=example, axis=-1)", []),
      ("mean(x, axis=batch)", []),
      (
        "mean(x, per=example, axis=batch)",
        [
          "'axis=batch' goes over the examples, and 'per=example' stays within each: leave one of them out"
        ]
      ),
    ] as [(String, [String])])
  func perAndAxis(_ text: String, _ told: [String]) {
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 3], repeating: 1))
    let evaluator = Evaluator(
      context: composition.context, functions: FunctionVocabulary(FunctionCatalogue.all),
      networks: [:], mode: { _ in .training }, bindingNames: ["x"],
      bindings: { name, _ in name == "x" ? .value(x) : nil })
    let found = messages {
      _ = try evaluator.tensor(ExpressionTree(parsing: text), as: .named("values.test"))
    }
    #expect(found == told)
  }
}
