import Artifacts
import Foundation
import Processes
import Testing

/// Documentation/Tutorial.md, done as it stands there.
@Suite("The tutorial", .enabled(if: GitFolder.isInstalled))
struct TutorialTests {
  private static let path = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/Tutorial.md").path

  /// A fenced part of the page.
  private struct Block {
    let language: String
    let text: String
  }

  private static func blocks(of page: String) -> [Block] {
    page.matches(of: /(?s)```([a-z]+)\n(.*?)```/).map {
      Block(language: String($0.1), text: String($0.2))
    }
  }

  @Test("Its commands do what they did when it was written, and what it names is there")
  func commands() throws {
    let page = try TextFile.read(Self.path)
    let folder = try RunsFolder()
    let blocks = Self.blocks(of: page)
    var asked = 0
    for (index, block) in blocks.enumerated() {
      switch block.language {
      case "sh":
        let printed = try run(block.text, in: folder.path)
        let next = blocks.indices.contains(index + 1) ? blocks[index + 1] : nil
        if let next, next.language == "text" {
          #expect(Self.comparable(printed) == Self.comparable(next.text), "\(block.text)\(printed)")
          asked += 1
        }
      case "diff":
        try TextFile.write(block.text, to: folder.path + "/change")
        _ = try run("git apply change && rm change", in: folder.path)
      case "yaml":
        let name = try #require(block.text.firstMatch(of: /^# ([a-z]+\.yaml)\n/))
        try TextFile.write(block.text, to: "\(folder.path)/\(name.1)")
      case "text": break
      default: Issue.record("what is a '\(block.language)'?")
      }
    }
    #expect(asked > 8)
    let named = page.matches(of: /`((outputs\/|shown\/)?[A-Za-z0-9_\/.-]+\.(html|png|etch|yaml))`/)
      .map { String($0.1) }
    #expect(named.count >= 5)
    for name in named { #expect(Folder.exists("\(folder.path)/\(name)"), "\(name) is not made") }
  }

  @Test("Its pictures are beside it")
  func pictures() throws {
    let page = try TextFile.read(Self.path)
    let links = page.matches(of: /\]\((?!https?:)([^)#]+)\)/).map { String($0.1) }
    #expect(links.contains { $0.hasSuffix(".png") })
    for link in links {
      #expect(Folder.exists(Folder.parent(of: Self.path) + "/" + link), "\(link)")
    }
  }

  /// What a shell prints for a block, on both streams as they come.
  private func run(_ block: String, in folder: String) throws -> String {
    let program = try #require(builtProgram).deletingLastPathComponent().path
    let path = "\(program):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    let ending = try Subprocess.run(
      Command(
        "/bin/sh", ["-ec", "cd '\(folder)'\n\(block)"],
        environment: [
          "PATH": path, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Reader",
          "GIT_AUTHOR_EMAIL": "reader@example.org", "GIT_COMMITTER_NAME": "Reader",
          "GIT_COMMITTER_EMAIL": "reader@example.org",
        ], seconds: 300, joinsErrors: true))
    #expect(ending.succeeded, "\(block)\n\(ending.text)")
    return ending.text
  }

  /// What is printed, without what depends on the machine: measured numbers, times, blanks between columns, and what its cache
  /// lacks.
  private static func comparable(_ text: String) -> [String] {
    // How long compiling takes is the machine's.
    let ofMachine = /^compil(ing|ed) |of it compiling/
    return text.split(separator: "\n").filter { !$0.contains(ofMachine) }.map { line in
      let line = line.replacing(#/estimated: .* of computing/#, with: "estimated")
        .replacing(#/, \d+(\.\d+)? (ms|s|min) an epoch/#, with: "")
      return line.replacing(#/ of \d+:\d\d/#, with: "")
        .replacing(/\d+:\d\d/, with: "T")
        .replacing(/\b\d+(\.\d+)?(e-?\d+)? steps\/s/, with: "P")
        .replacing(/\b(now|\d+ minutes? ago)/, with: "W")
        .replacing(#/ \d+ s$/#, with: " S")
        .replacing(/\d+\.\d+(e-?\d+)?/, with: "N")
        .split(separator: " ").joined(separator: " ")
    }
  }
}
