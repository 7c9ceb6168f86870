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
}
