import Foundation
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
