import Graph
import RandomGraphs
import Tensors
import Testing

/// A plain single-precision run of the statements, sums backwards: what a kernel might do. The bounds must
/// hold for it.
@Suite struct SinglePrecisionTests {
  @Test("a single-precision run lies within the bounds", arguments: OperationCases.all)
  func operations(_ operation: OperationCase) throws {
    for results in OperationCase.Results.allCases { try compare(try operation.graph(results)) }
  }

  @Test("so it does on random graphs", arguments: 0..<60)
  func randomGraphs(_ seed: Int) throws {
    try compare(try RandomGraph.make(seed: UInt64(1000 + seed)))
  }

  private func compare(_ testCase: GraphCase) throws {
    let expected = try Interpreter.run(testCase.graph, inputs: testCase.inputs)
    let found = SinglePrecision.run(testCase.graph, testCase.inputs)
    for (result, (expected, found)) in zip(
      testCase.graph.results, zip(expected, found))
    {
      let wrong = expected.values.indices.filter {
        !(abs(Double(found[$0]) - expected.values[$0]) <= expected.bounds[$0])
          && expected.bounds[$0] < .infinity
      }
      let first = wrong.first.map {
        "\(result.target)[\($0)]: \(found[$0]), expected \(expected.values[$0]) ± \(expected.bounds[$0])"
      }
      #expect(wrong.isEmpty, "\(first ?? "")")
    }
  }
}
