import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite struct RecordedOptimizerTests {
  static let cases: [OptimizerCase] = (try? Recorded.cases("optimizers")) ?? []

  @Test("ten applications give the recorded parameters and slots", arguments: cases)
  func recorded(_ recorded: OptimizerCase) throws {
    let steps = try recorded.steps()
    #expect(steps.steps.count == 10)
    var state = steps.state
    for (time, step) in steps.steps.enumerated() {
      var inputs = step.inputs
      for (name, array) in state { inputs[.state(name)] = array }
      for (name, value) in step.scalars {
        inputs[.runtime(name)] = HostArray(shape: [], storage: .float64([value]))
      }
      let results = try Interpreter.run(steps.graph, inputs: inputs)
      for (result, next) in zip(steps.graph.results, results) {
        guard case .state(let name) = result.target else { continue }
        state[name] = HostArray(shape: next.shape, storage: .float64(next.values))
      }
      let found = try #require(state[steps.value])
      #expect(step.value.share(usedBy: found.doubles) <= 1, "application \(time + 1)")
    }
    #expect(Set(state.keys) == Set(steps.slots.keys).union([steps.value]))
    for (name, expected) in steps.slots {
      let found = try #require(state[name])
      #expect(expected.share(usedBy: found.doubles) <= 1, "\(name)")
    }
  }

  @Test("all gradients of an update are one vector for a global norm, bounded first")
  func globalNorm() throws {
    let rule = try optimizer("{sgd: {clip_norm: {global: 2}, clip_value: 3}}")
    let composition = GraphUnderTest()
    func factor(_ numbers: [[Float]]) throws -> [Double] {
      let gradients = numbers.enumerated().map { index, numbers in
        composition.field("g\(index)", HostArray(shape: [numbers.count], floats: numbers))
      }
      let factor = try #require(try rule.options.globalFactor(gradients))
      return try composition.run([factor])[0].values
    }
    #expect(
      try deviation(factor([[2, 1], [-1, 0.5, 1]]), [2 / Double(7.25).squareRoot()]) < 1e-6)
    #expect(
      try deviation(factor([[9, 1], [-4, 0.5, 1]]), [2 / Double(20.25).squareRoot()]) < 1e-6)
    #expect(try factor([[0.5], [1]]) == [1])
    #expect(try optimizer("{sgd: {clip_norm: 2}}").options.globalFactor([]) == nil)
  }
}
