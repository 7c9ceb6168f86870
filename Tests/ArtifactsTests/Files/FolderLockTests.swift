import Diagnostics
import Foundation
import Synchronization
import Testing

@testable import Artifacts

@Suite struct FolderLockTests {
  @Test func oneHolderAtATime() throws {
    let folder = try TemporaryFolder()
    let run = folder("outputs/x")
    let lock = try FolderLock(run)
    #expect(
      diagnosis { try FolderLock(run) }
        == "another run (process \(getpid())) is writing \(run); "
        + "wait until it ends, or choose another folder with --out")
    lock.release()
    lock.release()
    let next = try FolderLock(run)
    #expect(throws: (any Error).self) { try FolderLock(run) }
    _ = consume next
    _ = try FolderLock(run)
  }

  @Test("who waits gets the lock when it is given back, or stops waiting")
  func waiting() throws {
    let folder = try TemporaryFolder()
    let lock = try FolderLock(folder("run"))
    var rounds = 0
    #expect(throws: CancellationError.self) {
      _ = try FolderLock(folder("run")) { throw CancellationError() }
    }
    let next = try FolderLock(folder("run")) {
      rounds += 1
      if rounds == 3 { lock.release() }
    }
    #expect(rounds == 3)
    #expect(throws: Diagnostic.self) { try FolderLock(folder("run")) }
    next.release()
  }

  @Test("a folder is written in as long as its lock is held, whatever number stands there")
  func held() throws {
    let folder = try TemporaryFolder()
    let run = folder("run")
    #expect(!FolderLock.isHeld(run))
    let lock = try FolderLock(run)
    #expect(FolderLock.isHeld(run))
    // Asking takes nothing away.
    try lock.check()
    lock.release()
    #expect(!FolderLock.isHeld(run))
    // Of a process that was killed, whose number another one has now.
    _ = try folder.file("run/.lock", Array("1\n".utf8))
    #expect(!FolderLock.isHeld(run))
    let reader = try FolderLock.reading(run)
    #expect(!FolderLock.isHeld(run))
    reader?.release()
    try FolderLock(run).release()
    // A pipe is not waited for.
    #expect(unlink(run + "/.lock") == 0 && mkfifo(run + "/.lock", 0o600) == 0)
    #expect(!FolderLock.isHeld(run))
    _ = try? FolderLock.reading(run)
  }

  @Test(
    "a folder that was removed, moved or replaced is found to be so",
    arguments: ["removed", "moved", "replaced", "lock removed", "touched"])
  func lost(how: String) throws {
    let folder = try TemporaryFolder()
    let lock = try FolderLock(folder("run"))
    try lock.check()
    let files = FileManager.default
    switch how {
    case "removed": try files.removeItem(atPath: folder("run"))
    case "lock removed": try files.removeItem(atPath: folder("run/.lock"))
    case "touched": _ = try folder.file("run/a", [1])
    default: try files.moveItem(atPath: folder("run"), toPath: folder("elsewhere"))
    }
    if how == "replaced" { _ = try folder.file("run/.lock", Array("1\n".utf8)) }
    guard how != "touched" else { return try lock.check() }
    let problem = #expect(throws: Diagnostic.self) { try lock.check() }
    #expect(problem?.fault == .machine)
    lock.release()
    // The lock of whoever holds the new folder stays.
    #expect(Folder.exists(folder("run/.lock")) == (how == "replaced"))
  }

  @Test func whatWasMadeForTheLockAloneGoesWithIt() throws {
    let folder = try TemporaryFolder()
    try Folder.create(folder("outputs"))
    try FolderLock(folder("outputs/name/hash")).release()
    #expect(try Folder.names(in: folder("outputs")) == [])
    // What is used stays, and so does what was there before.
    let used = try FolderLock(folder("outputs/name/hash"))
    _ = try folder.file("outputs/name/hash/run.json", [])
    used.release()
    #expect(try Folder.names(in: folder("outputs/name/hash")) == [".lock", "run.json"])
    try Folder.create(folder("outputs/other"))
    try FolderLock(folder("outputs/other")).release()
    #expect(try Folder.names(in: folder("outputs/other")) == [".lock"])
    let beside = try FolderLock(folder("outputs/third/hash"))
    try Folder.create(folder("outputs/third/hash2"))
    beside.release()
    #expect(try Folder.names(in: folder("outputs/third")) == ["hash2"])
  }

  @Test func oneThatIsMadeAndRemovedByManyIsHeldByOneOfThem() throws {
    let folder = try TemporaryFolder()
    let path = folder("a/b")
    let inside = Mutex((now: 0, most: 0, entered: 0))
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<200 {
        guard let lock = try? FolderLock(path) else { continue }
        inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.entered + 1) }
        inside.withLock { $0.now -= 1 }
        lock.release()
      }
    }
    #expect(inside.withLock { $0.most } == 1)
    #expect(inside.withLock { $0.entered } >= 200)
  }

  @Test func aFolderThatIsReadIsNotWrittenInAndOtherReadersAreLetIn() throws {
    let folder = try TemporaryFolder()
    #expect(try FolderLock.reading(folder.path) == nil)
    #expect(try folder.names == [])
    let writer = try FolderLock(folder.path)
    #expect(
      diagnosis { try FolderLock.reading(folder.path) }.hasPrefix(
        "another run (process \(getpid()))"))
    writer.release()
    let first = try #require(try FolderLock.reading(folder.path))
    let second = try #require(try FolderLock.reading(folder.path))
    first.release()
    #expect(
      diagnosis { try FolderLock(folder.path) }.hasPrefix("another process is using \(folder.path)")
    )
    second.release()
    _ = try FolderLock(folder.path)
  }

  @Test func aLinkInTheLocksPlaceIsNotFollowed() throws {
    let folder = try TemporaryFolder()
    let victim = try folder.file("victim", Array("precious".utf8))
    let run = folder("run")
    try Folder.create(run)
    try FileManager.default.createSymbolicLink(
      atPath: run + "/.lock", withDestinationPath: victim)
    let message = diagnosis { try FolderLock(run) }
    #expect(message.hasPrefix("cannot lock '\(run)/.lock': "), "\(message)")
    #expect(message.hasSuffix("; a symbolic link that is not followed stands there; remove it"))
    #expect(try InputFile.contents(of: victim) == Array("precious".utf8))
  }

  @Test func aLockFileOfAKilledProcessIsNoLock() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(".lock", Array("4711\n".utf8))
    _ = try FolderLock(folder.path)
  }
}
