import Graph
import Tensors
import Testing

@testable import Compiler

/// Kernels that became one beside the same kernels one after another.
enum GroupComparison {
  typealias Programs = (name: String, grouped: CompiledGraph, apart: CompiledGraph)

  static func assembled(_ chosen: ChosenSchedule) throws -> CompiledGraph {
    let lowered = ArrangeWaves.run(LowerKernels.run(chosen))
    let memory = PlanMemory(lowered)
    try lowered.verify(memory)
    let compiled = Assemble.run(lowered, memory)
    try compiled.verify()
    return compiled
  }

  /// Compares all results of random inputs, bit for bit.
  static func expectSameBits(
    _ programs: [Programs], _ numbers: inout ContractionsTests.Numbers
  ) throws {
    // Optimization alters no bit, and takes most of the time.
    let functions = try CompiledRunner.functions(
      programs.flatMap { $0.grouped.kernels + $0.apart.kernels }, optimization: "-O1")
    for (name, grouped, apart) in programs {
      var data: [Input.Source: HostArray] = [:]
      for input in apart.inputs {
        data[input.source] = HostArray(
          shape: input.type.shape,
          floats: (0..<input.type.shape.count).map { _ in Float(numbers.below(2001)) / 1000 - 1 })
      }
      let expected = try CompiledRunner.run(apart, inputs: data, functions: functions)
      let found = try CompiledRunner.run(grouped, inputs: data, functions: functions)
      for (target, array) in expected {
        let bits = try #require(found[target]).floats.map(\.bitPattern)
        #expect(bits == array.floats.map(\.bitPattern), "\(name): \(target)")
      }
    }
  }
}
