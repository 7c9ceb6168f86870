/// Functions that may run at the same time, as one job whose chunks are those of all.
final class PoolWave {
  struct Part {
    var function: KernelFunction
    var operands: UnsafePointer<UnsafeMutableRawPointer?>?
    var chunks: Int
  }

  private let parts: UnsafeMutableBufferPointer<Part>
  /// Where the parts are: the one operand of the function that calls theirs.
  private let context: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let chunks: Int

  /// - Precondition: there is one at least.
  init(_ parts: [Part]) {
    precondition(!parts.isEmpty, "a wave of nothing")
    self.parts = .allocate(capacity: parts.count)
    _ = self.parts.initialize(from: parts)
    context = .allocate(capacity: 1)
    context.initialize(to: self.parts.baseAddress.map(UnsafeMutableRawPointer.init))
    chunks = parts.reduce(0) { $0 + $1.chunks }
  }

  deinit {
    parts.deallocate()
    context.deallocate()
  }

  func job(scratchBase: UnsafeMutableRawPointer?, scratchStride: Int) -> PoolJob {
    if parts.count == 1 {
      return PoolJob(
        function: parts[0].function, operands: parts[0].operands, scratchBase: scratchBase,
        scratchStride: scratchStride, chunks: chunks)
    }
    return PoolJob(
      function: { operands, scratch, chunk in
        guard let context = operands?.pointee else { return }
        var part = context.assumingMemoryBound(to: Part.self)
        var chunk = chunk
        while chunk >= part.pointee.chunks {
          chunk -= Int64(part.pointee.chunks)
          part += 1
        }
        part.pointee.function(part.pointee.operands, scratch, chunk)
      }, operands: UnsafePointer(context), scratchBase: scratchBase, scratchStride: scratchStride,
      chunks: chunks)
  }
}
