import Artifacts
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

@Suite("Every shipped experiment")
struct ResumeQuickProfileTests {
  @Test("there are some")
  func some() { #expect(shippedExperiments.count >= 4) }

  /// Those that are trained to see whether they learn are looked at there; the others, which take a minute, are trained for one
  /// epoch.
  @Test(
    "runs its quick profile and leaves its pictures",
    arguments: shippedExperiments.filter { name in !ZooEntry.trained.contains { $0.name == name } })
  func runs(name: String) throws {
    let out = try RunsFolder()
    let experiment = QuickExperiment(name: name, overrides: ["train.epochs=1"])
    let (run, ending) = try experiment.run(in: out.path, threads: 1)
    #expect(ending == .finished)
    try Self.look(at: run, of: experiment)
    #expect(leftovers(in: out.path) == [])
  }

  /// Whether a finished run of a quick profile has all of its pictures, with something to be seen, and finite figures.
  static func look(at run: ExperimentRun, of experiment: QuickExperiment) throws {
    let outputs = try experiment.load().model.definition.outputs
    let wanted =
      outputs.samples.map { $0.name + ".png" } + outputs.texts.map { $0.name + ".txt" }
      + outputs.plots.map { $0.name + ".png" }
      + outputs.samples.filter(\.animates).map { $0.name + ".gif" }
    #expect(!wanted.isEmpty)
    #expect(Set(run.pictures.map { URL(filePath: $0).lastPathComponent }) == Set(wanted))
    for path in run.pictures where path.hasSuffix(".png") {
      let picture = try PNG.decode(InputFile.contents(of: path), name: path)
      let first = picture.pixels.first
      #expect(picture.pixels.contains { $0 != first }, "\(path) is of one colour")
    }
    for line in try MetricsLog.read(run.folder.metrics) {
      guard case .object(let members) = line else { continue }
      let others = ["kind", Trainer.learningRateKey, ConfidenceInterval.key]
      for member in members where !others.contains(member.key) {
        #expect(member.value.double?.isFinite == true, "\(member.key) in \(line)")
      }
    }
    let record = try RunRecord.read(from: run.folder.record)
    #expect(record.status == .finished)
    #expect(try record.hash == experiment.load().identity.short)
  }

  @Test("the interpreter's losses agree with the kernels'")
  func reference() throws {
    let out = try RunsFolder()
    let experiment = QuickExperiment(
      name: "ecg_anomaly",
      overrides: ["data.beat.count=200", "train.batch_size=32", "train.epochs=2"])
    let compiled = try experiment.run(in: out.path + "/compiled")
    let reference = try experiment.run(in: out.path + "/reference", reference: true)
    let lines = try [compiled, reference].map { try MetricsLog.read($0.run.folder.metrics) }
    #expect(lines[0].count == 2 && lines[1].count == 2)
    for (a, b) in zip(lines[0], lines[1]) {
      for key in ["reconstruction", "threshold"] {
        let (x, y) = (try #require(a[key]?.double), try #require(b[key]?.double))
        #expect(abs(x - y) <= 1e-4 * abs(y), "\(key): \(x) and \(y)")
      }
    }
  }
}
