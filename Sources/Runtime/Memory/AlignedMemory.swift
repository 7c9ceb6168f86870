import Diagnostics
import Foundation

/// A block of memory at a multiple of 64 bytes, released with its last reference.
///
/// Its bytes are shared mutable memory: who holds a pointer keeps the block alive and orders its own reads
/// and writes. Programs do so by running one after the other.
final class AlignedMemory: @unchecked Sendable {
  static let alignment = 64
  private static let hugePage = 2 << 20

  let base: UnsafeMutableRawPointer
  let byteCount: Int

  /// - Throws: a diagnostic that names `purpose`, where the machine has not that much memory.
  init(byteCount: Int, purpose: String) throws {
    self.byteCount = byteCount
    var pointer: UnsafeMutableRawPointer?
    // At least one line, so that an empty block has an address too.
    let size = max(byteCount, Self.alignment)
    let alignment = size >= Self.hugePage ? Self.hugePage : Self.alignment
    guard posix_memalign(&pointer, alignment, size) == 0, let pointer else {
      throw Diagnostic.machine(
        "\(purpose) needs \(Self.text(byteCount)) of memory, which this machine does not give",
        notes: [.init("a smaller batch or a smaller network needs less")])
    }
    base = pointer
    #if os(Linux)
      if size >= Self.hugePage { madvise(pointer, size, Int32(MADV_HUGEPAGE)) }
    #endif
  }

  deinit { free(base) }

  func clear() { memset(base, 0, byteCount) }

  /// `byteCount` rounded up to whole lines of 64 bytes.
  static func padded(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }

  private static func text(_ byteCount: Int) -> String {
    let mebibytes = Double(byteCount) / 1_048_576
    return mebibytes < 1024
      ? String(format: "%.1f MiB", mebibytes) : String(format: "%.1f GiB", mebibytes / 1024)
  }
}
