import Artifacts
import Diagnostics
import ExperimentTexts
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// Experiments that train nothing, such as an attack on a network: their outputs are evaluated once.
@Suite("An experiment without training")
struct UntrainedRunTests {
  private static let text =
    DigitsExperiment.beginning(
      "name: attack", "seed: 3", "params: {epsilon: 0.1}",
      networks: ["classifier": ["flatten", "dense: {units: 10}"]]) + attack

  private static let attack = """
    values:
      scores: classifier(digit)
      direction: sign(gradient(cross_entropy(scores, digit.label), digit))
      adversarial: clip(digit + epsilon * direction, 0, 1)
    metrics:
      right: {value: mean(argmax(scores) == digit.label)}
      change: {value: mean(abs(adversarial - digit))}
    outputs:
      samples:
        sheet:
          grid: [digit, adversarial]
          count: 8

    """

  private func load(_ folder: RunsFolder) throws -> LoadedExperiment {
    try AtomicFile.write(Self.text, to: folder.path + "/attack.yaml")
    return try LoadedExperiment(
      file: folder.path + "/attack.yaml", profile: nil, overrides: [], dataFolder: "data")
  }

  private func run(in folder: RunsFolder, steps: Int? = nil, listener: Listener = Listener()) throws
    -> ExperimentRun
  {
    let run = try ExperimentRun(
      load(folder), machine: Machine(threads: 2, usesReference: false),
      options: RunOptions(outFolder: folder.path, steps: steps))
    #expect(try run.execute(observer: listener, stop: StopRequest()) == .finished)
    return run
  }

  @Test("its metrics are told, as they stand in the log")
  func metrics() throws {
    let folder = try RunsFolder()
    let listener = Listener()
    let run = try run(in: folder, listener: listener)
    #expect(listener.figures.map(\.name) == ["right", "change"])
    let line = try #require(MetricsLog.read(run.folder.metrics).first)
    for figure in listener.figures { #expect(line[figure.name] == .number(figure.value)) }
    let end = try EtchProgram([
      "run", folder.path + "/attack.yaml", "--out", folder.path + "/again",
    ])
    #expect(end.status == 0)
    #expect(
      end.errors.split(separator: "\n").contains {
        $0.hasPrefix("right ") && $0.contains("  change ")
      },
      "\(end.errors)")
  }

  @Test("its samples are rendered again without a checkpoint, and as they were")
  func samples() throws {
    let folder = try RunsFolder()
    let run = try run(in: folder)
    let picture = try #require(run.pictures.first)
    let first = try InputFile.contents(of: picture)
    let end = try EtchProgram(["sample", run.folder.path])
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.output == picture + "\n")
    #expect(try InputFile.contents(of: picture) == first)
    let wider = try EtchProgram([
      "sample", run.folder.path, "outputs.samples.sheet.count=4", "--out", folder.path + "/wide",
    ])
    #expect(wider.status == 0, "\(wider.errors)")
    #expect(wider.output == folder.path + "/wide/samples/step-00000000/sheet.png\n")
    let other = try EtchProgram(["sample", run.folder.path, "seed=4"])
    #expect(other.status == 2)
    #expect(other.errors.contains("only what is shown can be changed here"))
  }

  @Test("it ends between two pictures where it is asked to, and begins again with the same command")
  func interrupted() throws {
    let folder = try RunsFolder()
    let stop = StopRequest()
    stop.request()
    let run = try ExperimentRun(
      load(folder), machine: Machine(threads: 2, usesReference: false),
      options: RunOptions(outFolder: folder.path))
    #expect(try run.execute(observer: Listener(), stop: stop) == .interrupted)
    #expect(run.pictures == [])
    #expect(try RunRecord.read(from: run.folder.record).status == .interrupted)
    #expect(try self.run(in: folder).pictures.count == 1)
  }

  @Test("while a run writes its folder, it is sampled into no folder but another")
  func locked() throws {
    let folder = try RunsFolder()
    let run = try run(in: folder)
    let log = try InputFile.contents(of: run.folder.metrics)
    let lock = try FolderLock(run.folder.path)
    let refused = try EtchProgram(["sample", run.folder.path])
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("another run (process \(getpid())) is writing \(run.folder.path)"),
      "\(refused.errors)")
    let named = try EtchProgram(["sample", run.folder.path, "--out", run.folder.path])
    #expect(named.status == 1)
    #expect(try InputFile.contents(of: run.folder.metrics) == log)
    let elsewhere = try EtchProgram([
      "sample", run.folder.path, "--out", folder.path + "/elsewhere",
    ])
    #expect(elsewhere.status == 0, "\(elsewhere.errors)")
    lock.release()
    #expect(try EtchProgram(["sample", run.folder.path]).status == 0)
  }

  @Test("it has no steps to stop after")
  func steps() throws {
    let folder = try RunsFolder()
    #expect(
      refusal { try run(in: folder, steps: 0) }
        == "'attack' has no training, so there are no steps for --steps to count")
  }
}
