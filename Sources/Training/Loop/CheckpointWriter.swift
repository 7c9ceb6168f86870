import Artifacts
import Diagnostics
import Foundation
import Processes
import Runtime
import Synchronization

/// Compresses and writes checkpoints beside the training thread, one at a time and in order, and removes
/// old ones once a new one is safe. Where the machine gives no thread, the training thread writes them.
final class CheckpointWriter {
  /// As much as the main thread has: the first page of a run is written there too, for which programs may be compiled.
  private static let stackSize = 8 << 20

  private let failure = FirstFailure()
  private let folder: RunFolder
  private let kept: Int
  private let check: (@Sendable () throws -> Void)?
  private let afterwards: (@Sendable () -> Void)?
  private var thread: BackgroundThread?

  /// - Parameters:
  ///   - check: is called on the thread that writes, before it does; throws where the folder is another's.
  ///   - afterwards: is called where a checkpoint is written, on the thread that wrote it.
  init(
    folder: RunFolder, kept: Int, check: (@Sendable () throws -> Void)? = nil,
    afterwards: (@Sendable () -> Void)? = nil
  ) {
    self.check = check
    self.afterwards = afterwards
    self.folder = folder
    self.kept = kept
  }

  deinit { thread?.join() }

  /// Writes the state as it is now; returns when it is copied. There is never more than one copy: where
  /// the one before is not written yet, that is waited for.
  ///
  /// - Throws: what went wrong with an earlier one; a copy that the memory does not hold.
  func submit(_ state: State, _ saved: SavedRun, moment: String) throws {
    try finish()
    let snapshot = try state.snapshot()
    let work = { @Sendable [folder, kept, failure, check, afterwards] in
      do {
        try check?()
        let file = folder.checkpoint(moment)
        try Checkpoint(snapshot, saved).write(to: file)
        try folder.retireCheckpoints(after: file, kept: kept)
        try check?()
        afterwards?()
      } catch {
        failure.note(error)
      }
    }
    thread = BackgroundThread("etch checkpoint", stackSize: Self.stackSize, work)
    if thread == nil { work() }
  }

  /// Waits until everything is written.
  ///
  /// - Throws: what went wrong with any.
  func finish() throws {
    thread?.join()
    thread = nil
    try failure.rethrow()
  }
}

/// The first thing that went wrong on another thread.
private final class FirstFailure: Sendable {
  private let failure = Mutex<(any Error)?>(nil)

  func note(_ error: any Error) { failure.withLock { $0 = $0 ?? error } }

  func rethrow() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}

extension RunFolder {
  /// Removes all but the newest `kept` files, of those no newer than the one just written, the newest from
  /// before a loss was not finite, and the best.
  fileprivate func retireCheckpoints(after file: String, kept: Int) throws {
    let files = try checkpointFiles()
    guard let position = files.firstIndex(where: { $0.path == file }) else { return }
    let sound = files[...position].last { $0.progress.notFinite.isEmpty }
    let best = files[position].progress.best?.step
    for old in files[...position].dropLast(kept)
    where old.path != sound?.path && old.progress.totalSteps != best {
      try? FileManager.default.removeItem(atPath: old.path)
    }
  }
}
