import Foundation
import Testing

/// What the README shows is what the program does.
@Suite("The README")
struct ReadmeTests {
  static let text =
    (try? String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../README.md"), encoding: .utf8)) ?? ""

  @Test("Its first experiment runs as it stands, offline, without a warning, and leaves a picture")
  func firstExperiment() throws {
    let block = try #require(
      Self.text.firstMatch(of: /```yaml\n(?<yaml>.*?)```/.dotMatchesNewlines()))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "readme.yaml")
    try String(block.output.yaml).write(to: file, atomically: true, encoding: .utf8)

    let checked = try EtchProgram(["validate", file.path])
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(!checked.errors.contains("warning"), "\(checked.errors)")
    let out = folder.appending(path: "outputs").path
    let run = try EtchProgram(["run", file.path, "--out", out, "--steps", "12"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.errors.contains("warning"), "\(run.errors)")
    let files = try #require(FileManager.default.enumerator(atPath: out)).compactMap {
      $0 as? String
    }
    #expect(files.count { $0.hasSuffix("metrics.jsonl") } == 1)
    #expect(files.contains { $0.hasSuffix("/rebuilt.png") }, "\(files)")
  }

  @Test("Its table of experiments names every one, and no other")
  func experiments() throws {
    let section = /## The experiments\n(.*?)\nEach has/.dotMatchesNewlines()
    let table = try #require(Self.text.firstMatch(of: section)).output.1
    let named = table.split(separator: "\n").flatMap { row in
      // The names stand in the first column.
      (row.split(separator: "|").first ?? "").matches(of: /`([a-z0-9_]+)`/)
        .map { String($0.output.1) }
    }
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../experiments").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(named.sorted() == files.sorted())
  }

  @Test("Every command that its table names is one of the program's")
  func commands() throws {
    let named = Set(
      Self.text.matches(of: /\| `etch (?<name>[a-z]+)/).map { String($0.output.name) })
    #expect(named.contains("run"))
    for name in named.sorted() {
      #expect(try EtchProgram([name, "--help"]).status == 0, "etch \(name)")
    }
  }
}
