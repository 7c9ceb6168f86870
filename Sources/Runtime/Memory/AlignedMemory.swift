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
  /// The pages that the system mapped for it; `nil` for a small block, which the allocator gave.
  private let mapped: UnsafeMutableRawBufferPointer?

  /// All zero. A large block is nowhere touched: the machine finds its pages when they are first written, by
  /// whichever thread does so.
  ///
  /// - Throws: a diagnostic that names `purpose`, where the machine has not that much memory.
  init(byteCount: Int, purpose: String) throws {
    self.byteCount = byteCount
    let missing = Diagnostic.machine(
      "\(purpose) needs \(Self.text(byteCount)) of memory, which this machine does not give",
      notes: [.init("a smaller batch or a smaller network needs less")])
    guard byteCount >= Self.hugePage else {
      var pointer: UnsafeMutableRawPointer?
      // At least one line, so that an empty block has an address too.
      let size = max(byteCount, Self.alignment)
      guard posix_memalign(&pointer, Self.alignment, size) == 0, let pointer else { throw missing }
      memset(pointer, 0, size)
      (base, mapped) = (pointer, nil)
      return
    }
    // What is mapped begins at a page; the block begins at a huge one.
    let (size, overflow) = byteCount.addingReportingOverflow(Self.hugePage)
    guard !overflow,
      let pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      pages != MAP_FAILED
    else { throw missing }
    mapped = UnsafeMutableRawBufferPointer(start: pages, count: size)
    base = pages.alignedUp(toMultipleOf: Self.hugePage)
    #if os(Linux)
      madvise(base, byteCount, Int32(MADV_HUGEPAGE))
    #endif
  }

  deinit {
    if let mapped { munmap(mapped.baseAddress, mapped.count) } else { free(base) }
  }

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
