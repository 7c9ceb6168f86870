import Artifacts
import Diagnostics
import Digests
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// Whether the long forms of the tests are asked for.
let testsEverything = ProcessInfo.processInfo.environment["ETCH_TEST_ALL"] == "1"

/// The root of the repository.
let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The experiments that the repository ships, by name.
let shippedExperiments: [String] =
  ((try? FileManager.default.contentsOfDirectory(
    atPath: repository.appending(path: "experiments").path)) ?? [])
  .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

/// A folder of one test, removed with the test.
final class RunsFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/runs-" + UUID().uuidString
    try Folder.create(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A shipped experiment's quick profile, made smaller where the tests have little time.
struct QuickExperiment: CustomTestStringConvertible, Sendable {
  let name: String
  var overrides: [String] = []
  var testDescription: String { ([name] + overrides).joined(separator: " ") }

  /// One of each kind: dense with metrics and plots, several heads and noise, two networks, windows, rounds that resize.
  static let representatives = [
    QuickExperiment(
      name: "ecg_anomaly",
      overrides: ["data.beat.count=400", "train.batch_size=100", "train.epochs=3"]),
    QuickExperiment(
      name: "vae_mnist",
      overrides: [
        "data.digit.count=120", "train.batch_size=50", "train.epochs=2",
        "params.latent=2",
      ]),
    QuickExperiment(
      name: "dcgan_mnist",
      overrides: ["data.digit.count=80", "train.batch_size=32", "train.epochs=2"]),
    QuickExperiment(
      name: "conv_autoencoder_mnist",
      overrides: ["data.digit.count=120", "train.batch_size=50", "train.epochs=2"]),
    QuickExperiment(
      name: "deepdream",
      overrides: ["params.steps=2", "params.tile=16", "data.photo.size=[32, 48]"]),
  ]

  var file: String { repository.appending(path: "experiments/\(name).yaml").path }

  func load(_ more: [String] = [], dataFolder: String = "data") throws -> LoadedExperiment {
    try LoadedExperiment(
      file: file, profile: "quick", overrides: overrides + more, dataFolder: dataFolder)
  }

  /// Runs it in this process.
  @discardableResult
  func run(
    in out: String, more: [String] = [], steps: Int? = nil, threads: Int = 2, fresh: Bool = false,
    acceptChanges: Bool = false, continues: String? = nil, reference: Bool = false,
    level: String? = nil, observer: Listener = Listener(),
    stop: StopRequest = StopRequest(), dataFolder: String = "data"
  ) throws -> (run: ExperimentRun, ending: ExperimentRun.Ending) {
    let run = try ExperimentRun(
      load(more, dataFolder: dataFolder),
      machine: Machine(threads: threads, usesReference: reference, level: level),
      options: RunOptions(
        outFolder: out, steps: steps, fresh: fresh, acceptChanges: acceptChanges,
        continues: continues))
    return (run, try run.execute(observer: observer, stop: stop))
  }
}

/// Hears what a run says.
final class Listener: TrainingObserver {
  var remarks: [String] = []
  var steps = 0
  var figures: [(name: String, value: Double)] = []
  var afterStep: (Int) -> Void = { _ in }
  func trainingBegins(_ status: TrainingStatus, resumed: Bool) {}
  func stepEnded(_ status: TrainingStatus, losses: LossReport) {
    steps += 1
    afterStep(status.step)
  }
  func epochEnded(_ status: TrainingStatus, figures: [(name: String, value: Double)]) {}
  func evaluated(_ figures: [(name: String, value: Double)], halfWidths: [String: Double]) {
    self.figures = figures
  }
  func wrote(_ path: String) {}
  func remark(_ text: String) { remarks.append(text) }
}

/// What two runs of one experiment must have in common, byte for byte: the log, every picture and text, the events, and the last
/// checkpoint, each as a digest.
struct RunBytes: Equatable {
  private(set) var digests: [String: String] = [:]

  init(_ folder: RunFolder) throws {
    var files = ["metrics.jsonl"]
    let enumerator = FileManager.default.enumerator(atPath: folder.path)
    while let name = enumerator?.nextObject() as? String {
      if [".png", ".svg", ".txt", ".gif", ".etch"].contains(where: name.hasSuffix) {
        files.append(name)
      }
    }
    let last = try #require(folder.checkpointFiles().last?.path)
    files.append(String(last.dropFirst(folder.path.count + 1)))
    for file in files {
      digests[file] = SHA256.hexadecimal(
        of: try InputFile.contents(of: folder.path + "/" + file))
    }
  }

  /// The files that differ, or that one has and the other lacks.
  func differences(from other: RunBytes) -> [String] {
    Set(digests.keys).union(other.digests.keys).filter { digests[$0] != other.digests[$0] }.sorted()
  }
}

/// The names of temporary files that are left anywhere in a folder.
func leftovers(in folder: String) -> [String] {
  (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    .filter { $0.contains(".tmp-") }
}

/// The message and notes of the diagnostic that `body` throws; records an issue where it throws none.
func refusal(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> some Any)
  -> String
{
  do {
    _ = try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return ""
  } catch let error as Diagnostic {
    return ([error.message] + error.notes.map(\.message)).joined(separator: "; ")
  } catch let list as DiagnosticList {
    return list.diagnostics.map(\.message).joined(separator: "; ")
  } catch {
    Issue.record("not a diagnostic: \(error)", sourceLocation: sourceLocation)
    return ""
  }
}
