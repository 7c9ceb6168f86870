import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands

@Suite("What a report says is so")
struct ReportTruthTests {
  private static func record(_ words: [String], root: String = "/project") -> RunRecord {
    var record = RunRecord(
      status: .finished, name: "vae", hash: "ef38092b8ff6", versions: [:],
      machine: .current(threads: 1))
    record.request = .init(
      identity: "", groupIdentity: "", root: root, file: "vae.yaml", profile: nil, overrides: [],
      params: [:], commandLine: words)
    return record
  }

  @Test(
    "The command is the one that was given, without the folders of its machine",
    arguments: [
      (
        ["/usr/bin/etch", "run", "vae.yaml", "--profile", "quick"],
        "etch run vae.yaml --profile quick"
      ),
      (
        ["etch", "run", "/project/a/vae.yaml", "train.epochs=3", "seed=1"],
        "etch run a/vae.yaml train.epochs=3 seed=1"
      ),
      (["etch", "run", "a b.yaml", "name=x y"], "etch run 'a b.yaml' 'name=x y'"),
      (
        ["etch", "run", "vae.yaml", "--out", "/elsewhere/runs", "data.x.path=/project/p"],
        "etch run vae.yaml --out '…/runs' data.x.path=p"
      ),
      (
        [
          "/usr/bin/etch", "sweep", "sweep.yaml", "--trial", "0d0b078dcc0d", "--out", "outputs",
          "--threads", "1", "--ends-with", "24594", "--epochs", "3", "--data", "/project/data",
        ],
        "etch sweep sweep.yaml --trial 0d0b078dcc0d --out outputs --threads 1 --data data"
      ),
      (
        ["etch", "sweep", "sweep.yaml", "--trial", "1", "--ends-with=24594", "--steps=8"],
        "etch sweep sweep.yaml --trial 1"
      ),
      (["etch", "run", "vae.yaml", "--steps", "3"], "etch run vae.yaml --steps 3"),
      ([], "etch run experiment.yaml, in the run's folder"),
      (["etch"], "etch run experiment.yaml, in the run's folder"),
    ])
  func command(words: [String], shown: String) {
    #expect(RunReport.command(Self.record(words)) == shown)
  }

  @Test("A run that was started by hand can be started again so")
  func again() throws {
    let folder = try RunsFolder()
    let file = repository.appending(path: "experiments/ecg_anomaly.yaml").path
    let words = [
      "--profile", "quick", "--backend", "reference", "data.beat.count=60", "train.epochs=1",
    ]
    let end = try EtchProgram(["run", file, "--out", folder.path] + words)
    #expect(end.status == 0, "\(end.errors)")
    let path = try RunIndex.path("ecg_anomaly", in: folder.path)
    let page = try TextFile.read(path + "/report.html")
    #expect(page.contains("<dt>Command</dt><dd><code>etch run "), "a command")
    #expect(page.contains(words.joined(separator: " ") + "</code>"), "all of it")
    #expect(!page.contains(folder.path))
  }

  @Test("The table says that its numbers are those of epochs, where the curves have others")
  func caption() throws {
    func caption(_ lines: [String]) throws -> String {
      MetricCurves(try lines.map { try JSON(parsing: $0) }).figuresCaption
    }
    func line(_ epoch: Int, _ kind: String) -> String {
      "{\"epoch\":\(epoch),\"step\":\(epoch * 5),\"kind\":\"\(kind)\",\"a\":1}"
    }
    let both = (1...3).flatMap { [line($0, "interval"), line($0, "epoch")] }
    #expect(try caption(both).hasPrefix("The numbers at the ends of epochs"))
    #expect(try caption((1...3).map { line($0, "epoch") }) == "The numbers of the curves")
    #expect(try caption((1...3).map { line($0, "interval") }) == "The numbers of the curves")
  }
}
