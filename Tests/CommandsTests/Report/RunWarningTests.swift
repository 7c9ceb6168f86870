import Artifacts
import Testing

@testable import Commands

@Suite("What a run was warned of while it trained")
struct RunWarningTests {
  private let folder: RunsFolder

  init() throws {
    folder = try RunsFolder()
    let rows = (0..<12).map { "0.\($0 % 9),0.5,0.2,0.9\n" }.joined()
    try TextFile.write(rows, to: "\(folder.path)/rows.csv")
    try TextFile.write(
      """
      etch: 1
      name: boom
      data: {row: {source: csv, path: rows.csv, header: false, holdout: 0}}
      networks: {n: {input: [4], layers: [{dense: 4}]}}
      losses: {error: "mse(n(row), row)"}
      train:
        epochs: 2
        batch_size: 4
        optimizer: {sgd: {learning_rate: 3000}}
        step: {n: {minimize: error}}

      """, to: "\(folder.path)/boom.yaml")
  }

  private func run(_ words: String...) throws -> EtchProgram {
    try EtchProgram(
      ["run", "boom.yaml", "--backend", "reference"] + words, limits: "cd '\(folder.path)'")
  }

  private func record() throws -> (path: String, warnings: [String]) {
    let path = try RunIndex.path("boom", in: "\(folder.path)/outputs")
    return (path, try RunRecord.read(from: path + "/run.json").warnings ?? [])
  }

  @Test("An exploding loss stands in its record and on its page, once")
  func exploding() throws {
    let end = try run()
    #expect(end.status == 0 && end.errors.contains("[exploding-loss]"), "\(end.errors)")
    let (path, warnings) = try record()
    #expect(warnings.count { $0.contains("'error' explodes in step") } == 1, "\(warnings)")
    #expect(warnings.allSatisfy { !$0.hasPrefix("warning: ") })
    let page = try TextFile.read(path + "/report.html")
    #expect(page.contains("explodes in step") && page.contains("[exploding-loss]"))
  }

  @Test("It stays there when the run goes on, which tells it once only")
  func resumed() throws {
    _ = try run("--steps", "5")
    #expect(try record().warnings.contains { $0.contains("[exploding-loss]") })
    #expect(try run().status == 0)
    #expect(try record().warnings.count { $0.contains("[exploding-loss]") } == 1)
  }

  @Test("What the experiment allows does not")
  func allowed() throws {
    #expect(try run("allow=[exploding-loss]").status == 0)
    #expect(try !record().warnings.contains { $0.contains("[exploding-loss]") })
  }
}
