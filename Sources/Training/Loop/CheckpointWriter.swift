import Artifacts
import Diagnostics
import Foundation
import Runtime
import Synchronization

/// Compresses and writes checkpoints beside the training thread, one at a time and in order, and removes
/// old ones once a new one is safe.
final class CheckpointWriter: Sendable {
  private let queue = DispatchQueue(label: "checkpoints")
  private let failure = Mutex<(any Error)?>(nil)
  private let folder: RunFolder
  private let kept: Int

  init(folder: RunFolder, kept: Int) {
    self.folder = folder
    self.kept = kept
  }

  /// Writes the state as it is now; returns when it is copied. There is never more than one copy: where
  /// the one before is not written yet, that is waited for.
  ///
  /// - Throws: what went wrong with an earlier one; a copy that the memory does not hold.
  func submit(_ state: State, _ saved: SavedRun, moment: String) throws {
    try finish()
    let snapshot = try state.snapshot()
    queue.async { [self] in
      do {
        let file = folder.checkpoint(moment)
        try Checkpoint(snapshot, saved).write(to: file)
        retire(after: file)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
  }

  /// Waits until everything is written.
  ///
  /// - Throws: what went wrong with any.
  func finish() throws {
    queue.sync {}
    try rethrow()
  }

  private func rethrow() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Removes all but the newest `kept` files, of those no newer than the one just written, and the newest from
  /// before a loss was not finite.
  private func retire(after file: String) {
    let files = folder.checkpointFiles()
    guard let position = files.firstIndex(where: { $0.path == file }) else { return }
    let sound = files[...position].last { $0.progress.notFinite.isEmpty }
    for old in files[...position].dropLast(kept) where old.path != sound?.path {
      try? FileManager.default.removeItem(atPath: old.path)
    }
  }
}
