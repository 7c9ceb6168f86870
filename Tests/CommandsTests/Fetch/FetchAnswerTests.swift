import Artifacts
import Foundation
import Testing

@testable import Commands

@Suite("What a server sends", .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
struct FetchAnswerTests {
  @Test(
    "is refused where it is empty, a part that nobody asked for, or has no end, and is not recorded",
    arguments: [
      ("empty/a", "", "it is empty"),
      ("part/a", "", "it is not whole, the server says that it has 1024000 bytes"),
      ("endless/a", "    size: 1000\n", "it is larger than the 1000 bytes that are stated"),
    ])
  func refused(path: String, more: String, reason: String) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe([server.url(path)], in: folder.path, more: more)
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 1 && end.errors.contains(reason), "\(end.errors)")
    #expect(!Folder.exists(folder.path + "/data/set"))
    #expect(try Folder.names(in: folder.path + "/data/.fetch") == [".lock"])
    // The right one is not held against what came first.
    let right = try FetchedSet.recipe([server.url("plain/a")], in: folder.path)
    let next = try FetchedSet.fetch(right, in: folder.path)
    #expect(next.status == 0, "\(next.errors)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
  }
}
