/// The transient memory that all programs of a device share: one arena as large as the largest program
/// that ran, and the workers' scratch.
///
/// Only the thread that runs a program touches it, inside `ThreadPool.exclusively`. It grows only
/// between runs. `generation` changes with every growth, so that a program knows when to
/// resolve its operands again.
final class Arena: @unchecked Sendable {
  private(set) var generation = 0
  private(set) var transient: AlignedMemory?
  private var scratch: AlignedMemory?
  /// The distance between two workers' scratch.
  private(set) var scratchStride = 0
  private let workers: Int

  init(workers: Int) { self.workers = workers }

  var scratchBase: UnsafeMutableRawPointer? { scratch?.base }

  /// Makes room for a program; what the arena held is lost.
  ///
  /// - Throws: a diagnostic, where the machine has not that much memory.
  func reserve(transientBytes: Int, scratchBytes: Int) throws {
    if transient.map({ $0.byteCount < transientBytes }) ?? true {
      // The old arena goes first: the two together may not fit.
      transient = nil
      transient = try AlignedMemory(byteCount: transientBytes, purpose: "the programs' arena")
      generation += 1
    }
    let stride = AlignedMemory.padded(scratchBytes)
    if stride > scratchStride || scratch == nil {
      scratch = nil
      scratch = try AlignedMemory(byteCount: stride * workers, purpose: "the workers' scratch")
      scratchStride = stride
    }
  }

  /// Fills the arena with quiet NaNs, so that a test sees what reads before it writes.
  func poison() {
    guard let transient else { return }
    transient.base.initializeMemory(as: UInt8.self, repeating: 0xFF, count: transient.byteCount)
  }
}
