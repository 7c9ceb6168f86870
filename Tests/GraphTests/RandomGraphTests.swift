import Graph
import RandomGraphs
import Testing

/// The generator that three rooms test with makes valid graphs whose bounds say something.
@Suite struct RandomGraphTests {
  @Test("random graphs verify and run", arguments: 0..<200)
  func verify(_ seed: Int) throws {
    let testCase = try RandomGraph.make(seed: UInt64(seed))
    #expect(Verifier.findings(in: testCase.graph) == [])
    for result in try Interpreter.run(testCase.graph, inputs: testCase.inputs) {
      #expect(result.values.allSatisfy { $0.isFinite })
    }
  }

  @Test("bounds are small against the numbers, in nearly all random graphs")
  func boundsAreMeaningful() throws {
    var (loose, all) = (0, 0)
    for seed in 0..<200 {
      let testCase = try RandomGraph.make(seed: UInt64(seed))
      for result in try Interpreter.run(testCase.graph, inputs: testCase.inputs) {
        let scale = result.values.reduce(1e-3) { max($0, abs($1)) }
        all += result.values.count
        loose += result.bounds.count { !($0 <= 1e-3 * scale) }
      }
    }
    #expect(loose * 20 < all, "\(loose) of \(all) bounds are loose")
  }

  @Test("the random graphs use every operation")
  func coverage() throws {
    var names: Set<String> = []
    for seed in 0..<300 {
      let graph = try RandomGraph.make(seed: UInt64(seed)).graph
      for node in graph.nodes { names.insert(node.operation.name) }
    }
    let expected = try OperationCases.all.reduce(into: Set<String>()) { names, operation in
      for node in try operation.graph(.secondGradients).graph.nodes {
        names.insert(node.operation.name)
      }
    }
    #expect(expected.subtracting(names) == [])
  }
}
