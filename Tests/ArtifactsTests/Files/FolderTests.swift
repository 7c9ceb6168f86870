import Foundation
import Testing

@testable import Artifacts

@Suite("Parts of paths")
struct FolderTests {
  @Test(
    "are divided at each slash, whatever stands behind it",
    arguments: [
      ("a/b", "a", "b"), ("b", ".", "b"), ("/b", "/", "b"), ("a/b/", "a", "b"), ("/", "/", "/"),
      ("a//b", "a/", "b"), ("a/\u{301}b", "a", "\u{301}b"), ("a/\r\nb", "a", "\r\nb"),
    ])
  func parts(_ path: String, _ parent: String, _ name: String) {
    #expect(Folder.parent(of: path).unicodeScalars.elementsEqual(parent.unicodeScalars))
    #expect(Folder.name(of: path).unicodeScalars.elementsEqual(name.unicodeScalars))
  }

  @Test(
    "are names; what disks pass over is none, and tells that a path is not as it should be spelled",
    arguments: [
      ("a/b", ["a", "b"], true), ("b", ["b"], true), ("a//b", ["a", "b"], false),
      ("/a", ["a"], false), ("a/", ["a"], false), ("//", [], false), ("", [], false),
      ("a/../b", ["a", "..", "b"], false), ("./a", [".", "a"], false), ("..a", ["..a"], true),
      ("a/\u{301}b", ["a", "\u{301}b"], true),
    ] as [(String, [Substring], Bool)])
  func names(_ path: String, _ names: [Substring], leadsDown: Bool) {
    #expect(Folder.parts(of: path) == names)
    #expect(Folder.leadsDown(path) == leadsDown)
    #expect(Folder.isName(path) == (leadsDown && names.count == 1))
  }
}

@Suite("Folders that are made")
struct FolderMakingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("are told of a link that leads nowhere, and taken where it leads to a folder")
  func links() throws {
    let link = folder("out")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder("gone"))
    for path in [link, link + "/a/b"] {
      #expect(
        diagnosis { try Folder.create(path) }
          == "cannot make the folder '\(link)': a link that leads nowhere stands there; "
          + "remove it, or make the folder that it leads to")
    }
    try Folder.create(folder("gone"))
    try Folder.create(link + "/a")
    #expect(Folder.isFolder(folder("gone/a")))
  }
}
