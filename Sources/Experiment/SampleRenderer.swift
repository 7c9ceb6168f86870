import Artifacts
import Config
import Diagnostics
import Foundation
import Runtime
import Training

/// Renders a run's samples and plots again, from a checkpoint that says everything else.
public struct SampleRenderer {
  private let experiment: LoadedExperiment
  private let file: String
  private let folder: RunFolder

  /// - Parameters:
  ///   - run: a run's folder, or one of its checkpoints.
  ///   - overrides: outputs to change, `key=value`.
  ///   - dataFolder: what `data/…` means; by default what it meant to the run.
  ///   - out: where to write; by default the run's own folder.
  /// - Throws: a run without checkpoints; overrides that change more than what is shown.
  public init(run: String, overrides: [String], dataFolder: String?, out: String?) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: run, isDirectory: &isFolder) else {
      throw Diagnostic("there is no run or checkpoint '\(run)'", at: nil)
    }
    if isFolder.boolValue {
      guard let newest = RunFolder(run).checkpointFiles().last else {
        throw Diagnostic("there is no checkpoint in '\(run)'", at: nil)
      }
      file = newest.path
    } else {
      file = run
    }
    let own = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
      .relativePath
    folder = RunFolder(out ?? (isFolder.boolValue ? run : own))
    let record = try? RunRecord.read(from: RunFolder(isFolder.boolValue ? run : own).record)
    let dataFolder = dataFolder ?? record?.dataFolder ?? "data"
    let saved = try SavedRun.header(of: file)
    let original = try LoadedExperiment(
      text: saved.experiment, name: file, overrides: [], dataFolder: dataFolder)
    experiment = try LoadedExperiment(
      text: saved.experiment, name: file, overrides: overrides, dataFolder: dataFolder)
    guard experiment.identity == original.identity else {
      throw Diagnostic(
        "only what is shown can be changed here: outputs.…; other keys make another experiment",
        at: nil)
    }
  }

  /// - Parameter remark: is told what is worth knowing of them.
  /// - Returns: the pictures that were written.
  public func render(
    on machine: Machine, remark: @escaping (String) -> Void = { _ in }
  ) throws -> [String] {
    let data = try experiment.loadData()
    let model = experiment.model
    let state = try State(model.stateEntries())
    let checkpoint = try Checkpoint.read(from: file)
    try state.restore(from: checkpoint, file: file)
    return try model.renderOnce(
      data: data, state: state, device: machine.device, folder: folder,
      progress: SavedRun.header(of: file).progress, remark: remark)
  }
}
