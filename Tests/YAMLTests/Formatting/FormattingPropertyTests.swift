import Diagnostics
import Foundation
import Testing

@testable import YAML

/// What holds for every text, tried with many.
@Suite("Formatting any YAML")
struct FormattingPropertyTests {
  /// Every YAML file of the repository: experiments, goldens, wrong files.
  static let repositoryFiles: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return ["experiments", "Tests"].flatMap { folder in
      let found = FileManager.default.enumerator(
        at: root.appending(path: folder), includingPropertiesForKeys: nil)
      return (found?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yaml" }
        .map(\.path)
    }.sorted()
  }()

  /// What libyaml reads, one event a line.
  private static func events(_ text: String) throws -> [String] {
    let stream = EventStream(Marks(file: SourceFile(name: "a.yaml", text: text), start: 0))
    var events: [String] = []
    while true {
      let event = try stream.next()
      events.append("\(event.kind) \(event.anchor ?? "") \(event.tag ?? "")")
      if event.kind == .streamEnd { return events }
    }
  }

  /// Formats, and expects the same values and nothing to do the second time.
  @discardableResult
  private static func checked(_ text: String) throws -> String {
    let new = try FormattingTests.formatted(text)
    #expect(try events(new) == events(text), "\(text)")
    #expect(try FormattingTests.formatted(new) == new, "\(text)")
    #expect(!new.contains(" \n") || text.contains(" \n") || text.contains(" \r"))
    #expect(!new.contains("\r"))
    return new
  }

  @Test(
    "The repository's files: those that are YAML keep their meaning, the shipped ones every byte")
  func repository() throws {
    #expect(Self.repositoryFiles.count > 100)
    for path in Self.repositoryFiles {
      guard let file = try? SourceFile.reading(path: path, name: path) else { continue }
      do {
        let new = try Self.checked(file.text)
        if path.contains("/experiments/") { #expect(new == file.text, "\(path)") }
      } catch let error as DiagnosticList {
        #expect(error.diagnostics.allSatisfy { $0.fault == .input }, "\(path)")
        #expect(!path.contains("/experiments/"), "\(path)")
      }
    }
  }

  @Test("2,000 made files with a comment in every legal gap lose none of them, and no value")
  func made() throws {
    for seed in 0..<2000 {
      var random = MadeNumbers(seed: UInt64(seed))
      let tree = MadeYAML.tree(&random)
      var style = MadeYAML.Style.any(&random)
      style.hasBareDashes = random.below(2) == 0
      style.hasBlankLines = true
      let made = MadeYAML(tree, style, comments: .everywhere, seed: UInt64(seed))
      let new = try Self.checked(made.text)
      var rest = new[...]
      for comment in made.comments {
        let found = rest.range(of: comment)
        #expect(found != nil, "\(comment) of \(made.text)")
        if let found { rest = rest[found.upperBound...] }
      }
      let lines = new.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { !$0.hasSuffix(" ") }, "\(new)")
    }
  }

  @Test("However wide a file is indented, one text comes out")
  func indentation() throws {
    for seed in 0..<500 {
      var random = MadeNumbers(seed: UInt64(seed) + 10_000)
      let tree = MadeYAML.tree(&random)
      var canonical = MadeYAML.Style()
      canonical.hasBareDashes = seed % 2 == 0
      let expected = try FormattingTests.formatted(
        MadeYAML(tree, canonical, comments: .besideEntries, seed: UInt64(seed)).text)
      for _ in 0..<3 {
        var style = MadeYAML.Style.any(&random)
        style.hasBareDashes = canonical.hasBareDashes
        let made = MadeYAML(tree, style, comments: .besideEntries, seed: UInt64(seed))
        #expect(try FormattingTests.formatted(made.text) == expected, "\(made.text)")
      }
    }
  }

  @Test("10,000 changed files: each is refused as no YAML, or keeps its meaning")
  func mutations() throws {
    let seeds = try Self.repositoryFiles.filter { !$0.contains("/Wrong/") }.map {
      Array(try Data(contentsOf: URL(filePath: $0)))
    }.filter { $0.count < 6000 }
    let pieces = [
      "\n", "\n\n\n", " ", "    ", "\t", " # c", "\n# c\n", "\n    # c\n", "- ", "-\n", ": ", ":\n",
      "? ", "[", "]", "{", "}", ", ", "|", ">-", "|+", "|2", "'", "\"", "&a ", "*a", "*a :", "!t ",
      "--- ", "...\n", "%YAML 1.1\n---\n", "é", "\u{1F600}", "\r\n", "\r", "\\", "a: b\n",
      "  a:\n    - b\n", "- |\n  x\n", "a: |\n\n  x\n\n", "k: >+\n    t\n\n\n", "? a\n: b\n",
      "a: [b,\n  c]\n", "a: \"b\n  c\"\n", "a: b\n  c\n", "{a: }", "-   - a\n", "a:\n- b\n# c\n",
    ].map { Array($0.utf8) }
    var random = MadeNumbers(seed: 1)
    var changed = 0
    for _ in 0..<10_000 {
      var bytes = seeds[random.below(seeds.count)]
      // Short texts are more often still YAML.
      if random.below(3) > 0 {
        bytes = (0..<random.below(10)).flatMap { _ in pieces[random.below(pieces.count)] }
      }
      for _ in 0...random.below(4) {
        let place = random.below(bytes.count + 1)
        if random.below(4) == 0, place < bytes.count {
          bytes.remove(at: place)
        } else {
          bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
        }
      }
      guard let file = try? SourceFile(name: "a.yaml", bytes: bytes) else { continue }
      do {
        let new = try file.formatted()
        #expect(try Self.events(new) == Self.events(file.text), "\(file.text)")
        #expect(try FormattingTests.formatted(new) == new, "\(file.text)")
        changed += new == file.text ? 0 : 1
      } catch let error as DiagnosticList {
        #expect(error.diagnostics.allSatisfy { $0.fault == .input }, "\(file.text)")
      }
    }
    #expect(changed > 500, "\(changed)")
  }
}
