import Diagnostics
import Foundation
import Testing

@testable import Artifacts

@Suite("What a failed system call is the fault of")
struct FileErrorTests {
  @Test(
    "of a file that is read, only what its name stands for is the user's",
    arguments: [
      (ENOENT, Diagnostic.Fault.input), (ENOTDIR, .input), (EISDIR, .input), (ELOOP, .input),
      (ENAMETOOLONG, .input), (EACCES, .machine), (EPERM, .machine), (EIO, .machine),
      (EMFILE, .machine), (ENFILE, .machine), (ENOMEM, .machine), (ESTALE, .machine),
      (ENXIO, .machine), (ETIMEDOUT, .machine),
    ])
  func reading(code: Int32, fault: Diagnostic.Fault) {
    #expect(Diagnostic.file("read", "a", code: code).fault == fault)
    #expect(Diagnostic.file("write", "a", code: code).fault == .machine)
  }

  @Test("a name with the end of a line stands on one line")
  func names() {
    let problem = Diagnostic.file("read", "a\n\u{1B}[2Jb", code: ENOENT)
    #expect(problem.message == "cannot read 'a\\n\\u{1B}[2Jb': No such file or directory")
    #expect(Diagnostic.content("a\nb", "is damaged").message == "'a\\nb': is damaged")
  }

  #if os(Linux)
    @Test("a file whose name is no UTF-8 is told as that, and not as one that is not there")
    func latin() throws {
      let folder = try TemporaryFolder()
      let path = Array(folder("caf").utf8CString.dropLast()) + [CChar(truncatingIfNeeded: 0xE9), 0]
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
      let name = try #require(try Folder.names(in: folder.path).first)
      let problem = #expect(throws: Diagnostic.self) { _ = try InputFile(folder(name)) }
      #expect(problem?.fault == .input)
      let note = problem?.notes.first?.message
      #expect(note?.hasPrefix("a name in this path is no UTF-8") == true)
    }
  #endif

  @Test("a folder that is not there has no names, one that cannot be listed is told")
  func folders() throws {
    let folder = try TemporaryFolder()
    #expect(try Folder.namesIfThere(in: folder("none")) == nil)
    #expect(try Folder.namesIfThere(in: folder.path) == [])
    let file = try folder.file("file", [])
    let error = #expect(throws: Diagnostic.self) { try Folder.namesIfThere(in: file) }
    #expect(error?.fault == .machine)
  }

  #if os(Linux)
    @Test("a disk that gives nothing is no damage", arguments: ["checkpoint", "tensors", "bytes"])
    func unreadable(what: String) throws {
      let folder = try TemporaryFolder()
      let path = folder("a.safetensors.zst")
      #expect(symlink("/proc/self/mem", path) == 0)
      let error = #expect(throws: Diagnostic.self) {
        switch what {
        case "checkpoint": try Checkpoint.verify(path)
        case "tensors": _ = try Checkpoint.header(of: path)
        default: _ = try InputFile(path).bytes(8)
        }
      }
      #expect(error?.fault == .machine && error?.message.contains("Input/output error") == true)
    }
  #endif
}
