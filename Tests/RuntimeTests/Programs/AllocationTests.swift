import AllocationCounter
import Graph
import Synchronization
import Tensors
import Testing

@testable import Compiler
@testable import Runtime

@Suite(
  "A step allocates nothing", .enabled(if: isOptimized, "only optimized code allocates nothing"))
struct AllocationTests {
  private final class Meeting: Sendable {
    let arrived = Atomic(0)
    let total = Atomic(0)
  }

  /// The allocations of all of a pool's threads: each thread takes one chunk, since a chunk ends only when
  /// all have begun.
  private func allocations(_ pool: ThreadPool) -> Int {
    let meeting = Meeting()
    let threads = pool.threads
    pool.run(chunks: threads) { _ in
      meeting.total.wrappingAdd(Int(etch_allocation_count()), ordering: .relaxed)
      meeting.arrived.wrappingAdd(1, ordering: .sequentiallyConsistent)
      while meeting.arrived.load(ordering: .sequentiallyConsistent) < threads {}
    }
    return meeting.total.load(ordering: .relaxed)
  }

  @Test(
    "100 runs with new numbers, a new batch and a scalar read back", arguments: [1, 2, 5],
    [false, true])
  func runs(threads: Int, rebinds: Bool) throws {
    let device = try Shared.device(threads: threads)
    let state = try State([StateEntry(name: "w", kind: .parameter, type: TensorType([4096]))])
    // One that runs at the same time as the one before it.
    var beside = TestKernels.launch(1, [.arena(offset: 64), .state("w")])
    beside.isBesideLast = true
    let graph = CompiledGraph(
      kernels: [
        TestKernels.map("a + b", length: 4096, chunks: 9, inputs: 2),
        TestKernels.map("a", length: 1, chunks: 1, inputs: 1),
      ],
      launches: [
        TestKernels.launch(0, [.state("w"), .state("w"), .input(0)]),
        TestKernels.launch(1, [.arena(offset: 0), .state("w")]), beside,
      ], arenaBytes: 128, scratchBytes: 128, constants: [],
      inputs: [
        .init(source: .batch("x"), type: TensorType([4096])),
        .init(source: .runtime("learning_rate"), type: TensorType([])),
        .init(source: .runtime("step"), type: TensorType([2], .uint32)),
      ],
      results: [
        TestKernels.result(.state("w"), 4096, .state("w")),
        .init(target: .output("loss"), type: TensorType([]), place: .arena(offset: 0)),
      ])
    let program = try #require(
      try device.load(compiled: [("test", graph)], state: state).first)
    let batches = try [1, 2].map { value in
      let memory = try AlignedMemory(byteCount: 4 * 4096, purpose: "a batch")
      memory.base.initializeMemory(as: Float.self, repeating: Float(value), count: 4096)
      return memory
    }
    func step(_ number: UInt64) throws -> Float {
      program.bind(.batch("x"), to: batches[rebinds ? Int(number % 2) : 0].base)
      program.setRuntime("learning_rate", 0.5)
      program.setStep(number)
      try program.run()
      return program.outputScalar("loss")
    }
    _ = try step(0)
    let before = allocations(device.pool)
    // Counting itself may allocate; twice tells how much.
    let again = allocations(device.pool)
    var loss: Float = 0
    for number in 1...100 as ClosedRange<UInt64> { loss = try step(number) }
    let after = allocations(device.pool)
    #expect(after - again == again - before)
    #expect(loss == (rebinds ? 151 : 101))
    #if os(Linux)
      let control = etch_allocation_count()
      withExtendedLifetime([Int](repeating: 1, count: 1000).map { $0 + Int(control) }) {}
      #expect(etch_allocation_count() > control)
    #endif
  }
}

private let isOptimized: Bool = {
  #if DEBUG
    false
  #else
    true
  #endif
}()
