import Diagnostics
import Foundation
import Processes

extension CacheFolder {
  /// How long a lock that another process holds is waited for: in silence, and at all.
  struct Patience: Sendable {
    var silent = Duration.seconds(1)
    var whole = Duration.seconds(10)
  }

  /// Whether files can be made in it.
  var isWritable: Bool { access(path, W_OK) == 0 }

  /// Runs `body` while others may read as well, and nobody removes anything; `nil` where another process does not let
  /// go of its lock. Where there can be no lock, there is none.
  ///
  /// - Parameters:
  ///   - remark: is told that it waits.
  ///   - stopping: where it says so, it waits no longer.
  /// - Throws: what `body` throws; a diagnostic, where the machine lacks something; `Interruption`.
  func lockedShared<R>(
    patience: Patience = Patience(), remark: (String) -> Void, stopping: () -> Bool,
    _ body: () throws -> R
  ) throws -> R? {
    let descriptor = try openLock()
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    let start = SuspendingClock.now
    var isTold = false
    while flock(descriptor, LOCK_SH | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      if stopping() { throw Interruption() }
      let waited = SuspendingClock.now - start
      if waited > patience.silent, !isTold {
        isTold = true
        remark("another process has locked the kernel cache '\(path)'; waiting for it")
      }
      if waited > patience.whole { return nil }
      usleep(20_000)
    }
    return try body()
  }

  /// Runs `body` while nobody else uses the folder; `nil` where somebody does.
  func lockedExclusively<R>(_ body: () throws -> R) throws -> R? {
    let descriptor = try openLock()
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    return try body()
  }

  /// The lock's file; -1 on a disk that is only read and has none.
  private func openLock() throws -> Int32 {
    let descriptor = open(file(".lock"), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if descriptor >= 0 { return descriptor }
    guard [EROFS, EACCES, EPERM, ENOENT].contains(errno) else {
      throw failure("cannot be written", errno)
    }
    return open(file(".lock"), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
  }
}
