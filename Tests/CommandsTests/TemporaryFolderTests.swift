import Artifacts
import Foundation
import Testing

@testable import Commands

@Suite("A temporary folder")
struct TemporaryFolderTests {
  /// A number that no process has.
  private static let gone = Int32.max

  @Test("is called after its process, and is gone with whoever holds it")
  func lives() throws {
    let out = try RunsFolder()
    var folder: TemporaryFolder? = try TemporaryFolder(in: out.path)
    let name = try #require(Folder.names(in: out.path).first)
    #expect(name.hasPrefix("etch-\(getpid())-"))
    try TextFile.write("x", to: out.path + "/" + name + "/inner/file")
    #expect(folder != nil)
    folder = nil
    #expect(try Folder.names(in: out.path) == [])
  }

  @Test("that a killed process left is removed by the next one; others' stay")
  func abandoned() throws {
    let out = try RunsFolder()
    let left = "etch-\(Self.gone)-aBcDeF"
    let others = [
      "etch-\(getppid())-aBcDeF", "etch-\(Self.gone)-locked", "etch-\(Self.gone)-aBcDeF-more",
      "etch-build-\(Self.gone)-x", "etch-notes", "fetch-1-aBcDeF",
    ]
    for name in [left] + others { try TextFile.write("x", to: "\(out.path)/\(name)/pack/file") }
    let held = open("\(out.path)/etch-\(Self.gone)-locked", O_RDONLY | O_DIRECTORY)
    #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
    defer { close(held) }
    let mine = try TemporaryFolder(in: out.path)
    let names = try Folder.names(in: out.path).filter { !mine.path.hasSuffix($0) }
    #expect(names == others.sorted())
  }
}
