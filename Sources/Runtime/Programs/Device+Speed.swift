import Compiler
import Diagnostics

extension Device {
  private static let roundsOfPeak = 4096
  private static let sumsOfPeak = 12
  /// Twice this is more than most caches hold.
  private static let copiedBytes = 64 << 20

  /// What this machine's units can do with all threads of the device: the best of some rounds of multiply-adds in
  /// registers alone, in 10⁹ operations a second.
  ///
  /// - Throws: a diagnostic, where the kernel cannot be compiled, and where the backend is the reference.
  public func peakGigaflops() throws -> Double {
    let width = try instructionSetOfKernels().vectorWidth
    let chunks = 8 * threads
    let sums = try AlignedMemory(byteCount: chunks * 64, purpose: "the measure of the peak")
    let flops = 2 * Double(Self.roundsOfPeak * Self.sumsOfPeak * width * chunks)
    let kernel = CompiledKernel(
      source: Self.peakSource(width: width), chunks: chunks, scratchBytes: 0)
    return try flops / fastest(kernel, of: 40, on: [sums.base]) / 1e9
  }

  /// What this machine's memory gives all threads of the device, read and written bytes together, in 10⁹ a second: the best
  /// of some rounds over more than the caches hold.
  ///
  /// - Throws: as `peakGigaflops`.
  public func memoryGigabytes() throws -> Double {
    let width = try instructionSetOfKernels().vectorWidth
    let memory = try AlignedMemory(
      byteCount: 2 * Self.copiedBytes, purpose: "the measure of the memory")
    memory.clear()
    let kernel = CompiledKernel(
      source: Self.copySource(width: width, chunks: threads), chunks: threads, scratchBytes: 0)
    return try Double(2 * Self.copiedBytes) / fastest(kernel, of: 60, on: [memory.base]) / 1e9
  }

  private func instructionSetOfKernels() throws -> InstructionSet {
    guard cache != nil, let instructionSet else {
      throw Diagnostic("the interpreter has no kernels to time", at: nil)
    }
    return instructionSet
  }

  /// The seconds of the fastest of some rounds of a kernel.
  private func fastest(
    _ kernel: CompiledKernel, of rounds: Int, on operands: [UnsafeMutableRawPointer?]
  ) throws -> Double {
    guard let function = try cache?.functions(for: [kernel]).0[0] else { return .infinity }
    return operands.withUnsafeBufferPointer { operands in
      pool.exclusively {
        var best = Double.infinity
        for _ in 0..<rounds {
          let start = ContinuousClock.now
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
