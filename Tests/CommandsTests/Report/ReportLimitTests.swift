import Artifacts
import Testing
import Training

@testable import Commands

@Suite("How large a report may be, and whether there is one")
struct ReportLimitTests {
  private let folder: RunsFolder

  init() throws {
    folder = try RunsFolder()
    try TextFile.write(
      """
      etch: 1
      name: noisy
      data: {digit: {source: builtin/digits, count: 40}}
      networks:
        n: {input: [28, 28, 1], layers: [flatten, {dense: 4}, {dense: 784}, {reshape: [28, 28, 1]}]}
      losses: {error: "mse(n(digit), digit)"}
      train: {epochs: 2, batch_size: 20, optimizer: sgd, step: {n: {minimize: error}}}
      outputs:
        samples: {noise: {grid: "normal([28, 28, 1], count=400)", range: [-3, 3]}}

      """, to: "\(folder.path)/noisy.yaml")
  }

  private func etch(_ words: String...) throws -> EtchProgram {
    try EtchProgram(words, limits: "cd '\(folder.path)'")
  }

  /// Trains with something else in the outputs.
  private func run(_ words: String...) throws -> (end: EtchProgram, folder: RunFolder) {
    let end = try EtchProgram(
      ["run", "noisy.yaml", "--backend", "reference"] + words, limits: "cd '\(folder.path)'")
    #expect(end.status == 0, "\(end.errors)")
    return (end, RunFolder(try RunIndex.path("noisy", in: folder.path + "/outputs")))
  }

  @Test("The experiment's limit is kept by the run and by etch report, here and elsewhere")
  func limit() throws {
    let run = try run("outputs.report={limit: 60 kB}").folder
    let sheet = "noise, epoch-0002</a>: "
    func isSmall(_ path: String) throws -> Bool {
      let page = try TextFile.read(path)
      return page.utf8.count <= 60_000 && !page.contains("<img ")
        && page.contains("left out of this page for its size")
    }
    #expect(try isSmall(run.report))
    #expect(try TextFile.read(run.report).contains(sheet))
    #expect(try etch("report", run.path).status == 0)
    #expect(try isSmall(run.report))
    #expect(try etch("report", run.path, "--out", "there.html").status == 0)
    #expect(try isSmall(folder.path + "/there.html"))
  }

  @Test("Without a limit of its own it is 5 MB, which has room for the sheets")
  func standard() throws {
    let run = try run().folder
    let page = try TextFile.read(run.report)
    #expect((100_000...5_000_000).contains(page.utf8.count) && page.contains("<img "))
    #expect(try etch("report", run.path).status == 0)
    #expect(try TextFile.read(run.report).utf8.count > 100_000)
  }

  @Test("report: false leaves the page out, and etch report writes it for who asks")
  func none() throws {
    let (end, run) = try run("outputs.report=false")
    #expect(!Folder.exists(run.report) && !end.errors.contains("report: "))
    #expect(Folder.exists(run.curves))
    // It is not missed.
    #expect(try self.run("outputs.report=false").end.errors.contains("finished"))
    #expect(!Folder.exists(run.report))
    #expect(try etch("report", run.path).status == 0)
    #expect(try TextFile.read(run.report).contains("<img "))
  }

  @Test("events: false leaves out the file for TensorBoard, and changes nothing else")
  func events() throws {
    let with = try run().folder
    let log = try InputFile.contents(of: with.metrics)
    #expect(Folder.exists(with.events))
    let without = try run("--fresh", "outputs.events=false").folder
    #expect(without.path == with.path && !Folder.exists(without.events))
    #expect(try InputFile.contents(of: without.metrics) == log)
  }
}
