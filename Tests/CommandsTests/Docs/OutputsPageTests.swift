import Artifacts
import Foundation
import Testing
import Training

@testable import Commands

@Suite("Documentation/Outputs.md")
struct OutputsPageTests {
  private static func page() throws -> String {
    try TextFile.read(repository.appending(path: "Documentation/Outputs.md").path)
  }

  @Test(
    "names every file that a run writes",
    arguments: [0, 2, 4].map { QuickExperiment.representatives[$0] })
  func written(experiment: QuickExperiment) throws {
    let page = try Self.page()
    let out = try RunsFolder()
    let folder = try experiment.run(in: out.path).run.folder.path
    let found = FileManager.default.enumerator(atPath: folder)
    var count = 0
    while let path = found?.nextObject() as? String {
      guard !Folder.isFolder("\(folder)/\(path)") else { continue }
      count += 1
      let parts = path.split(separator: "/")
      guard parts.count > 1 else {
        #expect(page.contains("| `\(path)` |"), "\(path)")
        continue
      }
      // In folders, their own names and the endings.
      let ending =
        path.hasSuffix(".safetensors.zst")
        ? ".safetensors.zst" : ".\(path.split(separator: ".").last ?? "")"
      let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(parts[0])/` |") }
      #expect(row != nil, "\(path)")
      if parts[0] != "sources" {
        #expect(row?.lowercased().contains(ending.dropFirst()) == true, "\(path)")
      }
    }
    #expect(count > 10)
  }

  @Test("names all that a run may write, and what else stands in the folder of runs")
  func all() throws {
    let page = try Self.page()
    let run = RunFolder("x")
    for path in [
      run.metrics, run.timings, run.curves, run.digests, run.otherMetrics, run.record,
      run.experiment,
      run.done, run.evaluations, run.events, run.report,
    ] { #expect(page.contains("`\(path.dropFirst(2))`"), "\(path)") }
    for path in [run.sources, run.files, run.checkpoints] {
      #expect(page.contains("`\(path.dropFirst(2))/`"), "\(path)")
    }
    for name in [
      ".lock", "plots/losses.svg", "outputs/index.html", "outputs/demo.html", "sweep.json",
    ] {
      #expect(page.contains(name), "\(name)")
    }
    for other in ["README.md", "Documentation/Tutorial.md"] {
      #expect(
        try TextFile.read(repository.appending(path: other).path).contains("Outputs.md)"),
        "\(other)")
    }
  }
}
