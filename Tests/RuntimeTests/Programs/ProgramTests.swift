import Foundation
import Graph
import Tensors
import Testing

@testable import Compiler
@testable import Runtime

@Suite("Programs run kernels, hand out outputs and commit the state")
struct ProgramTests {
  private func state(_ values: [String: [Float]]) throws -> State {
    let state = try State(
      values.keys.sorted().map {
        StateEntry(name: $0, kind: .variable, type: TensorType([values[$0]?.count ?? 0]))
      })
    for (name, numbers) in values {
      try state.write(name, HostArray(shape: [numbers.count], floats: numbers))
    }
    return state
  }

  private func load(_ graph: CompiledGraph, _ device: Device, _ state: State) throws -> Program {
    try #require(try device.load(compiled: [("test", graph)], state: state).first)
  }

  /// sum = (batch · rate + constant) + w, written over w and handed out.
  private func everyPlace(length: Int, chunks: Int) -> CompiledGraph {
    let numbers = HostArray(shape: [length], floats: (0..<length).map { Float($0 % 7) })
    return CompiledGraph(
      kernels: [
        TestKernels.map("a * pb[0]", length: length, chunks: chunks, inputs: 1).reading("pb", 2),
        TestKernels.map("a + b", length: length, chunks: chunks, inputs: 2),
      ],
      launches: [
        TestKernels.launch(0, [.arena(offset: 0), .input(0), .input(1)]),
        TestKernels.launch(1, [.arena(offset: 0), .arena(offset: 0), .constant(0)]),
        TestKernels.launch(1, [.state("w"), .arena(offset: 0), .state("w")]),
      ], arenaBytes: AlignedMemory.padded(4 * length), scratchBytes: 64, constants: [numbers],
      inputs: [
        .init(source: .batch("x"), type: TensorType([length])),
        .init(source: .runtime("rate"), type: TensorType([])),
      ],
      results: [
        TestKernels.result(.state("w"), length, .state("w")),
        TestKernels.result(.output("sum"), length, .state("w")),
        TestKernels.result(.output("scaled"), length, .arena(offset: 0)),
      ])
  }

  @Test(
    "operands come from batch, runtime, constants, arena and state",
    arguments: [(1, 1), (2, 3), (2, 101), (5, 7)])
  func places(threads: Int, chunks: Int) throws {
    let length = 1000
    let state = try state(["w": (0..<length).map { Float($0) / 8 }])
    let program = try load(
      everyPlace(length: length, chunks: chunks), Shared.device(threads: threads), state)
    let buffer = try #require(try program.inputBuffer(for: .batch("x")))
    for i in 0..<length {
      buffer.storeBytes(of: Float(i % 13), toByteOffset: 4 * i, as: Float.self)
    }
    #expect(program.setRuntime("rate", 0.5))
    #expect(!program.setRuntime("learning_rate", 0.5))
    #expect(!program.setStep(1))
    for run in 1...3 {
      try program.run()
      let expected = (0..<length).map { i in
        Float(i) / 8 + Float(run) * (Float(i % 13) / 2 + Float(i % 7))
      }
      #expect(program.output("sum").floats == expected)
      #expect(try state.read("w").floats == expected)
    }
    #expect(program.output("scaled").floats[20] == 7 * 0.5 + 6)
    #expect(program.outputNames == ["sum", "scaled"])
  }

  @Test("memory of the caller can be bound, and bound anew")
  func binding() throws {
    let state = try state(["w": [0, 0, 0]])
    let program = try load(everyPlace(length: 3, chunks: 2), Shared.device(), state)
    program.setRuntime("rate", 1)
    let first: [Float] = [1, 2, 3]
    let second: [Float] = [10, 20, 30]
    try first.withUnsafeBytes { bytes in
      #expect(program.bind(.batch("x"), to: try #require(bytes.baseAddress)))
      try program.run()
    }
    try second.withUnsafeBytes { bytes in
      program.bind(.batch("x"), to: try #require(bytes.baseAddress))
      try program.run()
    }
    #expect(program.output("sum").floats == [11, 24, 37])
  }

  @Test("two entries change places at once")
  func swap() throws {
    let state = try state(["a": [1, 2], "b": [3, 4], "c": [5, 6]])
    let program = try load(
      CompiledGraph(
        kernels: [], launches: [], arenaBytes: 0, scratchBytes: 0, constants: [], inputs: [],
        results: [
          TestKernels.result(.state("a"), 2, .state("b")),
          TestKernels.result(.state("b"), 2, .state("c")),
          TestKernels.result(.state("c"), 2, .state("a")),
          TestKernels.result(.output("old a"), 2, .state("a")),
        ]), Shared.device(), state)
    try program.run()
    #expect(try state.read("a").floats == [3, 4])
    #expect(try state.read("b").floats == [5, 6])
    #expect(try state.read("c").floats == [1, 2])
    #expect(program.output("old a").floats == [1, 2])
  }

  @Test("outputs outlive a larger program that runs in the same arena")
  func sharedArena() throws {
    let device = try Shared.device()
    let state = try state(["w": [1, 1, 1]])
    let small = try load(everyPlace(length: 3, chunks: 1), device, state)
    try small.setInput(.batch("x"), HostArray(shape: [3], floats: [1, 2, 3]))
    small.setRuntime("rate", 2)
    try small.run()
    let largeState = try self.state(["w": [Float](repeating: 0, count: 100_000)])
    let large = try load(everyPlace(length: 100_000, chunks: 9), device, largeState)
    _ = try large.inputBuffer(for: .batch("x"))
    try large.run()
    #expect(small.output("scaled").floats == [2, 5, 8])
    try small.run()
    #expect(small.output("sum").floats == [5, 11, 17])
  }

  @Test("the step is two words, low first")
  func step() throws {
    let graph = CompiledGraph(
      kernels: [], launches: [], arenaBytes: 0, scratchBytes: 0, constants: [],
      inputs: [.init(source: .runtime("step"), type: TensorType([2], .uint32))],
      results: [
        .init(target: .output("step"), type: TensorType([2], .uint32), place: .input(0))
      ])
    let program = try load(graph, Shared.device(), State([]))
    #expect(program.setStep(0x0000_0003_0000_0007))
    try program.run()
    #expect(program.output("step").storage == .uint32([7, 3]))
  }

  @Test("subnormal numbers are zero in kernels, on every thread, and not after")
  func flushToZero() throws {
    let state = try state(["w": [Float](repeating: 0x1p-100, count: 64)])
    let graph = CompiledGraph(
      kernels: [TestKernels.map("a * 0x1p-40f", length: 64, chunks: 64, inputs: 1)],
      launches: [TestKernels.launch(0, [.arena(offset: 0), .state("w")])],
      arenaBytes: 256, scratchBytes: 0, constants: [], inputs: [],
      results: [TestKernels.result(.output("tiny"), 64, .arena(offset: 0))])
    let program = try load(graph, Shared.device(), state)
    for _ in 0..<100 {
      try program.run()
      #expect(program.output("tiny").floats.allSatisfy { $0 == 0 })
    }
    let small = try #require(Float("1e-20"))
    #expect(small * small != 0)
  }

  @Test("the report counts kernels, launches and bytes")
  func report() throws {
    let program = try load(
      everyPlace(length: 10, chunks: 1), Shared.device(),
      state(["w": [Float](repeating: 0, count: 10)]))
    #expect(program.report.kernels == 2)
    #expect(program.report.launches == 3)
    #expect(program.report.arenaBytes == 64)
    #expect(program.report.kernelsCompiled + program.report.kernelsCached == 2)
    #expect(program.compiled?.kernels.count == 2)
  }
}

extension CompiledKernel {
  /// The same kernel with one more operand, for its expression to use.
  fileprivate func reading(_ name: String, _ operand: Int) -> CompiledKernel {
    var kernel = self
    kernel.source = source.replacingOccurrences(
      of: "float *out = operands[0];",
      with: "float *out = operands[0];\n  const float *\(name) = operands[\(operand)];")
    return kernel
  }
}
