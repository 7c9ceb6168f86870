import Graph
import RandomGraphs
import Tensors
import Testing

/// What holds for every operation: graphs are well formed, and gradients are the slopes that finite
/// differences find, to the second order.
@Suite struct OperationConformanceTests {
  @Test("a graph of every operation, with gradients, verifies", arguments: OperationCases.all)
  func verifies(_ operation: OperationCase) throws {
    for results in OperationCase.Results.allCases {
      #expect(Verifier.findings(in: try operation.graph(results).graph) == [])
    }
  }

  @Test("gradients equal finite differences", arguments: OperationCases.all)
  func gradients(_ operation: OperationCase) throws {
    try compareSlopes(operation, .gradients)
  }

  @Test("gradients of gradients equal finite differences", arguments: OperationCases.all)
  func secondGradients(_ operation: OperationCase) throws {
    try compareSlopes(operation, .secondGradients)
  }

  /// Compares each gradient with central differences of `number`, at up to 12 elements of each input.
  private func compareSlopes(_ operation: OperationCase, _ results: OperationCase.Results) throws {
    // The finite difference of a step function or a cut gradient is not its gradient.
    let unlike = ["a value that no gradient passes", "a whole number and back"]
    if unlike.contains(operation.name) { return }
    let testCase = try operation.graph(results)
    let graph = testCase.graph
    var doubles = testCase.inputs
    for (source, array) in doubles where array.element == .float32 {
      doubles[source] = HostArray(shape: array.shape, storage: .float64(array.doubles))
    }
    let found = try Interpreter.run(graph, inputs: doubles)
    let names = graph.results.map { "\($0.target)" }
    guard let number = names.firstIndex(of: "output number") else { return }
    let only = Graph(nodes: graph.nodes, results: [graph.results[number]])
    for (position, name) in names.enumerated() where name.hasPrefix("output gradient") {
      guard let input = Int(name.dropFirst("output gradient".count)) else { continue }
      let source = OperationCase.source(input)
      guard let array = doubles[source] else { continue }
      let gradient = found[position].values
      let scale = gradient.reduce(1e-2) { max($0, abs($1)) }
      for element in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 12)) {
        func number(_ offset: Double) throws -> Double {
          var numbers = array.doubles
          numbers[element] += offset
          var moved = doubles
          moved[source] = HostArray(shape: array.shape, storage: .float64(numbers))
          return try Interpreter.run(only, inputs: moved)[0].values[0]
        }
        let step = 1e-5
        let slope = (try number(step) - number(-step)) / (2 * step)
        #expect(
          abs(slope - gradient[element]) <= 1e-5 * scale,
          "\(name), element \(element): \(gradient[element]), but the slope is \(slope)")
      }
    }
  }
}
