import Graph
import RecordedCases
import Testing

extension RecordedGraph {
  /// Interprets the case, in doubles, and holds each of its results to what is recorded.
  ///
  /// What is off then are numbers that the graph rounds to float32, such as 1 / 12 of a mean. RecordedCompiledTests has
  /// the same cases by kernels.
  func interpretAndCompare() throws {
    let results = try Interpreter.run(graph, inputs: inputs)
    #expect(results.count == expectations.count)
    for (expected, found) in zip(expectations, results) {
      let share = expected.share(usedBy: found.values, shape: found.shape)
      #expect(share <= 1, "\(expected.name)")
    }
  }
}
