import Compiler
import Diagnostics

/// What a machine can do with all threads of a device.
public struct MachineSpeed: Hashable, Sendable {
  /// 10⁹ multiplications and additions a second, in registers alone.
  public var peak: Double
  /// 10⁹ bytes a second, read and written.
  public var memory: Double

  public init(peak: Double, memory: Double) {
    self.peak = peak
    self.memory = memory
  }
}

extension Device {
  private static let roundsOfPeak = 4096
  private static let sumsOfPeak = 12
  /// Twice this is more than most caches hold.
  private static let copiedBytes = 64 << 20
  /// What a run may wait for each of the two measures, in seconds, on a machine that is slow or busy.
  private static let briefMeasure = 0.15
  /// A run that may take no more than this is not to come to its end by a measure.
  private static let memoryToMeasure = 1 << 30

  /// What this machine's units can do with all threads of the device: the best of some rounds of multiply-adds in
  /// registers alone, in 10⁹ operations a second.
  ///
  /// - Throws: a diagnostic, where the kernel cannot be compiled, and where the backend is the reference.
  public func peakGigaflops() throws -> Double { try peakGigaflops(seconds: .infinity) }

  private func peakGigaflops(seconds: Double) throws -> Double {
    let instructionSet = try instructionSetOfKernels()
    let kernel = peakKernel(instructionSet)
    let chunks = kernel.chunks
    let sums = try AlignedMemory(byteCount: chunks * 64, purpose: "the measure of the peak")
    let flops =
      2 * Double(Self.roundsOfPeak * Self.sumsOfPeak * instructionSet.vectorWidth * chunks)
    return try flops / fastest(kernel, of: 40, on: [sums.base], within: seconds) / 1e9
  }

  /// What this machine can do, measured now, which is kept beside the kernels.
  ///
  /// - Throws: as `peakGigaflops`.
  public func measuredSpeed() throws -> MachineSpeed {
    let speed = MachineSpeed(
      peak: try peakGigaflops(), memory: try memoryGigabytes(rounds: 60, seconds: .infinity))
    cache?.keep(speed, threads: threads)
    return speed
  }

  /// What this machine can do, as it is kept beside the kernels; where it is not, or was measured on another machine or too
  /// long ago, measured in a tenth of a second, or a third where it is slow.
  ///
  /// - Returns: `nil` on the reference backend, where nothing is kept, and where memory is too scarce to copy it.
  /// - Throws: as `peakGigaflops`.
  public func knownSpeed() throws -> MachineSpeed? {
    guard let cache, let instructionSet, cache.usableFolder != nil else { return nil }
    if let kept = cache.speed(threads: threads) { return kept }
    guard MemoryLimit.bytes > Self.memoryToMeasure else { return nil }
    // Both compilers at once.
    _ = try cache.functions(
      for: [peakKernel(instructionSet), copyKernel(instructionSet)])
    let speed = MachineSpeed(
      peak: try peakGigaflops(seconds: Self.briefMeasure),
      memory: try memoryGigabytes(rounds: 20, seconds: Self.briefMeasure))
    cache.keep(speed, threads: threads)
    return speed
  }

  /// What this machine's memory gives all threads of the device, read and written bytes together, in 10⁹ a second: the best
  /// of some rounds over more than the caches hold.
  private func memoryGigabytes(rounds: Int, seconds: Double) throws -> Double {
    let kernel = copyKernel(try instructionSetOfKernels())
    let memory = try AlignedMemory(
      byteCount: 2 * Self.copiedBytes, purpose: "the measure of the memory")
    // Pages that nothing has written are not there yet.
    memory.base.initializeMemory(as: UInt8.self, repeating: 0, count: memory.byteCount)
    return try Double(2 * Self.copiedBytes)
      / fastest(kernel, of: rounds, on: [memory.base], within: seconds) / 1e9
  }

  private func copyKernel(_ instructionSet: InstructionSet) -> CompiledKernel {
    CompiledKernel(
      source: Self.copySource(width: instructionSet.vectorWidth, chunks: threads), chunks: threads,
      scratchBytes: 0)
  }

  private func peakKernel(_ instructionSet: InstructionSet) -> CompiledKernel {
    CompiledKernel(
      source: Self.peakSource(width: instructionSet.vectorWidth), chunks: 8 * threads,
      scratchBytes: 0)
  }

  private func instructionSetOfKernels() throws -> InstructionSet {
    guard cache != nil, let instructionSet else {
      throw Diagnostic("the interpreter has no kernels to time", at: nil)
    }
    return instructionSet
  }

  /// The seconds of the fastest of some rounds of a kernel, two at least, as many as begin within a time.
  private func fastest(
    _ kernel: CompiledKernel, of rounds: Int, on operands: [UnsafeMutableRawPointer?],
    within seconds: Double
  ) throws -> Double {
    guard let function = try cache?.functions(for: [kernel]).0[0] else { return .infinity }
    return operands.withUnsafeBufferPointer { operands in
      pool.exclusively {
        var best = Double.infinity
        let first = ContinuousClock.now
        for round in 0..<rounds {
          let start = ContinuousClock.now
          guard round < 2 || (start - first) / .seconds(1) < seconds else { break }
          pool.dispatch(
            PoolJob(
              function: function, operands: operands.baseAddress, scratchBase: nil,
              scratchStride: 0, chunks: kernel.chunks))
          best = min(best, (ContinuousClock.now - start) / .seconds(1))
        }
        return best
      }
    }
  }

  /// As many sums as hide the latency of a multiply-add, none of which waits for memory.
  private static func peakSource(width: Int) -> String {
    let sums = 0..<sumsOfPeak
    func lines(_ line: (Int) -> String) -> String { sums.map(line).joined(separator: "\n") }
    return """
      void \(CompiledKernel.functionName)(void *const *operands, void *scratch, int64_t chunk) {
        float *const to = (float *)operands[0] + 16 * chunk;
        (void)scratch;
        const etch_v\(width) a = etch_splat\(width)(to[0]);
        const etch_v\(width) b = etch_splat\(width)(to[1]);
      \(lines { "  etch_v\(width) c\($0) = etch_splat\(width)(\($0).0f);" })
        for (int64_t round = 0; round < \(roundsOfPeak); ++round) {
      \(lines { "    c\($0) = etch_fma\(width)(a, b, c\($0));" })
        }
        to[0] = etch_sum\(width)(\(sums.map { "c\($0)" }.joined(separator: " + ")));
      }

      """
  }

  /// The first half of a block of memory, doubled, into the second.
  private static func copySource(width: Int, chunks: Int) -> String {
    let count = copiedBytes / 4
    let share = count / chunks / width * width
    return """
      void \(CompiledKernel.functionName)(void *const *operands, void *scratch, int64_t chunk) {
        const float *const from = (const float *)operands[0] + \(share) * chunk;
        float *const to = (float *)operands[0] + \(count) + \(share) * chunk;
        (void)scratch;
        for (int64_t i = 0; i < \(share); i += \(width)) {
          const etch_v\(width) x = etch_load\(width)(from + i);
          etch_store\(width)(to + i, x + x);
        }
      }

      """
  }
}
