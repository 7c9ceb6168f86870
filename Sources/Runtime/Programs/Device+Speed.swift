import Compiler
import Diagnostics

extension Device {
  private static let roundsOfPeak = 4096
  private static let sumsOfPeak = 12

  /// What this machine's units can do with all threads of the device: the best of some rounds of multiply-adds in
  /// registers alone, in 10⁹ operations a second.
  ///
  /// - Throws: a diagnostic, where the kernel cannot be compiled, and where the backend is the reference.
  public func peakGigaflops() throws -> Double {
    guard let cache, let instructionSet else {
      throw Diagnostic("the interpreter has no kernels to time", at: nil)
    }
    let width = instructionSet.vectorWidth
    let chunks = 8 * threads
    let kernel = CompiledKernel(
      source: Self.peakSource(width: width), chunks: chunks, scratchBytes: 0)
    let function = try cache.functions(for: [kernel]).0[0]
    let sums = try AlignedMemory(byteCount: chunks * 64, purpose: "the measure of the peak")
    let operands: [UnsafeMutableRawPointer?] = [sums.base]
    let flops = 2 * Double(Self.roundsOfPeak * Self.sumsOfPeak * width * chunks)
    return operands.withUnsafeBufferPointer { operands in
      pool.exclusively {
        var best = 0.0
        for _ in 0..<40 {
          let start = ContinuousClock.now
          pool.dispatch(
            PoolJob(
              function: function, operands: operands.baseAddress, scratchBase: nil,
              scratchStride: 0, chunks: chunks))
          best = max(best, flops / ((ContinuousClock.now - start) / .nanoseconds(1)))
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
}
