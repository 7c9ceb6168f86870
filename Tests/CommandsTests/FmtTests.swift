import Artifacts
import Experiment
import Foundation
import Testing

@testable import Commands

/// What `etch fmt` does with files.
@Suite("etch fmt")
struct FmtTests {
  private static let wide = "a:\n    b: [ 1 ]\n"
  private static let right = "a:\n  b: [1]\n"

  /// A folder with files of these texts.
  private func folder(_ files: [String: String]) throws -> RunsFolder {
    let folder = try RunsFolder()
    for (name, text) in files { try AtomicFile.write(text, to: "\(folder.path)/\(name)") }
    return folder
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("It writes the files that change, and names them")
  func writes() throws {
    let folder = try folder(["a.yaml": Self.wide, "b.yaml": Self.right])
    let (a, b) = (folder.path + "/a.yaml", folder.path + "/b.yaml")
    let before = try FileManager.default.attributesOfItem(atPath: b)[.systemFileNumber] as? Int
    let end = try EtchProgram(["fmt", a, b, a])
    #expect((end.status, end.output, end.errors) == (0, a + "\n", ""))
    #expect(try text(a) == Self.right)
    let after = try FileManager.default.attributesOfItem(atPath: b)[.systemFileNumber] as? Int
    #expect(before == after, "what is right already is not written")
    #expect(try EtchProgram(["fmt", a, b]).output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test("--check names what would change, --diff shows it; both write nothing and end with 3")
  func differences() throws {
    let folder = try folder(["a.yaml": Self.wide, "b.yaml": Self.right])
    let (a, b) = (folder.path + "/a.yaml", folder.path + "/b.yaml")
    let check = try EtchProgram(["fmt", "--check", a, b])
    #expect((check.status, check.output) == (3, a + "\n"))
    #expect(check.errors == "1 of 2 files would change; fmt without --check formats it\n")
    let diff = try EtchProgram(["fmt", "--diff", a, b])
    #expect(diff.status == 3)
    #expect(diff.errors == "1 of 2 files would change; fmt without --diff formats it\n")
    #expect(diff.output == "--- \(a)\n+++ \(a)\n@@ -1,2 +1,2 @@\n a:\n-    b: [ 1 ]\n+  b: [1]\n")
    #expect(try text(a) == Self.wide)
    let right = try EtchProgram(["fmt", "--check", b])
    #expect((right.status, right.output, right.errors) == (0, "", ""))
    #expect(try EtchProgram(["fmt", "--diff", b]).status == 0)
  }

  @Test("A folder stands for its *.yaml, but for outputs and what begins with a dot")
  func folders() throws {
    let folder = try folder([
      "a.yaml": Self.wide, "sub/b.yaml": Self.wide, "c.yml": Self.wide, "d.txt": Self.wide,
      "outputs/e.yaml": Self.wide, "sub/outputs/f.yaml": Self.wide, ".git/g.yaml": Self.wide,
      ".h.yaml": Self.wide,
    ])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/sub/up.yaml", withDestinationPath: "..")
    let end = try EtchProgram(["fmt", "--check", folder.path])
    #expect(end.status == 3)
    #expect(end.output == "\(folder.path)/a.yaml\n\(folder.path)/sub/b.yaml\n")
    #expect(end.errors == "2 files would change; fmt without --check formats them\n")
  }

  @Test("All that is wrong with all files is told at once, and the others are done")
  func wrong() throws {
    let folder = try folder(["a.yaml": "a: [1\n", "b.yaml": Self.wide, "c.yaml": "- 'x\n"])
    let end = try EtchProgram(["fmt", folder.path, folder.path + "/none.yaml"])
    #expect(end.status == 2)
    #expect(end.output == folder.path + "/b.yaml\n")
    for word in [
      "a.yaml:1:4: error: this '[' is not closed", "c.yaml:1:3: error: this quote",
      "error: there is no file '", "/none.yaml'", "3 errors",
    ] {
      #expect(end.errors.contains(word), "\(end.errors)")
    }
    #expect(try text(folder.path + "/b.yaml") == Self.right)
    #expect(try text(folder.path + "/a.yaml") == "a: [1\n")
  }

  @Test("A link that leads nowhere is told as that, and no other file is suggested for it")
  func dangling() throws {
    let folder = try folder(["a.yaml": Self.right])
    let link = folder.path + "/b.yaml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "none.yaml")
    let end = try EtchProgram(["fmt", "--check", "b.yaml"], limits: "cd '\(folder.path)'")
    #expect(end.status == 2)
    #expect(end.errors == "error: 'b.yaml' is a link that leads nowhere\n1 error\n")
    try TextFile.write("etch: 1\nextends: b.yaml\n", to: folder.path + "/c.yaml")
    let child = try EtchProgram(["validate", "c.yaml"], limits: "cd '\(folder.path)'")
    #expect(child.errors.contains("'b.yaml': it is a link that leads nowhere\n"), "\(child.errors)")
  }

  #if os(Linux)
    @Test("A file of a folder whose name is no UTF-8 is told, and not passed over")
    func latin() throws {
      let folder = try folder(["a.yaml": Self.right])
      var name = Array("\(folder.path)/caf".utf8)
      name.append(0xE9)
      name.append(contentsOf: ".yaml".utf8)
      name.append(0)
      let path = name.map { CChar(truncatingIfNeeded: $0) }
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
      try #require(descriptor >= 0)
      close(descriptor)
      let end = try EtchProgram(["fmt", "--check", folder.path])
      #expect(end.status == 2 && end.errors.hasPrefix("error: there is no file '"), "\(end.errors)")
    }
  #endif

  @Test("Permissions stay; of a symbolic link, what it leads to is written")
  func modes() throws {
    let folder = try folder(["real/a.yaml": Self.wide])
    let (file, link) = (folder.path + "/real/a.yaml", folder.path + "/link.yaml")
    #expect(chmod(file, 0o640) == 0)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real/a.yaml")
    let end = try EtchProgram(["fmt", link])
    #expect((end.status, end.output) == (0, link + "\n"))
    #expect(try text(file) == Self.right)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(lstat(file, &status) == 0 && status.st_mode & 0o7777 == 0o640)
  }

  @Test(
    "What cannot be written ends it with 1",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
  func unwritable() throws {
    let folder = try folder(["a.yaml": Self.wide])
    let full = try EtchProgram(
      ["fmt", "--check", folder.path + "/a.yaml"], redirection: ">/dev/full")
    #expect(full.status == 1)
    #expect(full.errors.contains("cannot write to standard output"))
    let long = folder.path + "/long.yaml"
    let lines = Self.wide + String(repeating: "# one more line\n", count: 500)
    try AtomicFile.write(lines, to: long)
    let end = try EtchProgram(["fmt", long, folder.path + "/a.yaml"], limits: "ulimit -f 1")
    #expect(end.status == 1)
    #expect(end.errors.contains("cannot write '"))
    #expect(try text(long) == lines)
    #expect(try text(folder.path + "/a.yaml") == Self.right)
  }

  @Test("'-' is standard input")
  func standardInput() throws {
    let folder = try folder(["a.yaml": Self.wide, "b.yaml": "a: [1\n", "c.yaml": Self.right])
    func end(_ arguments: [String], _ name: String) throws -> EtchProgram {
      try EtchProgram(["fmt", "-"] + arguments, redirection: "<'\(folder.path)/\(name).yaml'")
    }
    let plain = try end([], "a")
    #expect((plain.status, plain.output, plain.errors) == (0, Self.right, ""))
    #expect(try end([], "c").output == Self.right)
    let wrong = try end(["--stdin-name", "x.yaml"], "b")
    #expect((wrong.status, wrong.output) == (2, ""))
    #expect(wrong.errors.hasPrefix("x.yaml:1:4: error: "))
    let check = try end(["--check"], "a")
    #expect((check.status, check.output) == (3, "standard input\n"))
    #expect(try end(["--diff"], "a").output.hasPrefix("--- standard input\n"))
    #expect(try end(["--check"], "c").status == 0)
  }

  @Test(
    "A wrong command line ends it with 2",
    arguments: [[], ["-", "a.yaml"], ["a.yaml", "--stdin-name", "x"], ["--chek", "a.yaml"]])
  func words(_ arguments: [String]) throws {
    let end = try EtchProgram(["fmt"] + arguments)
    #expect((end.status, end.output) == (2, ""))
  }

  @Test("A file that was written meanwhile is left alone")
  func changed() throws {
    let folder = try folder(["a.yaml": Self.wide])
    let path = folder.path + "/a.yaml"
    let formatting = try FileFormatting(path: path)
    try AtomicFile.write("b: 1\n", to: path)
    #expect(throws: (any Error).self) { try formatting.write() }
    #expect(try text(path) == "b: 1\n")
  }

  @Test(
    "A shipped experiment, indented and commented at will, keeps its hash",
    arguments: shippedExperiments)
  func identity(_ name: String) throws {
    let file = QuickExperiment(name: name).file
    let lines = try text(file).split(separator: "\n", omittingEmptySubsequences: false)
    let expected = try LoadedExperiment(file: file, profile: nil, overrides: [], dataFolder: "data")
      .identity
    for width in [2, 3, 4] {
      var changed = ""
      var textIndent: Int?
      for (index, line) in lines.enumerated() {
        let indent = line.prefix { $0 == " " }.count
        if let column = textIndent, indent <= column { textIndent = nil }
        // Comments would be part of a text over lines.
        let takesComment = textIndent == nil && !line.isEmpty
        let place = String(repeating: " ", count: indent / 2 * width)
        if takesComment { changed += "\n\(place)# \(index): [ x ,y ]\n" }
        let content = line.drop { $0 == " " }
        // The keys of a map that begins after a dash stand one level to the right of it.
        changed +=
          place
          + (content.hasPrefix("- ")
            ? "-" + String(repeating: " ", count: width - 1) + content.dropFirst(2) : content)
        if line.hasSuffix(">-") || line.hasSuffix("|") {
          textIndent = indent
        } else if takesComment, !line.contains("#") {
          changed += " # \(index)"
        }
        changed += "\n"
      }
      // As deep in a project as the shipped ones: a path is named from the project's root.
      let folder = try folder([".git/HEAD": "", "experiments/changed.yaml": changed])
      let shipped = Folder.parent(of: file)
      for part in try Folder.names(in: shipped) {
        try FileManager.default.copyItem(
          atPath: shipped + "/" + part, toPath: folder.path + "/experiments/" + part)
      }
      let path = folder.path + "/experiments/changed.yaml"
      let formatting = try FileFormatting(path: path)
      #expect(formatting.differs)
      try formatting.write()
      #expect(try !FileFormatting(path: path).differs)
      let identity = try LoadedExperiment(
        file: path, profile: nil, overrides: [], dataFolder: "data"
      ).identity
      #expect(identity == expected)
      let kept = formatting.formatted.split(separator: "\n").filter { $0.contains(": [ x ,y ]") }
      #expect(
        kept.count == changed.split(separator: "\n").filter { $0.contains(": [ x ,y ]") }.count)
    }
  }
}
