import Artifacts
import Diagnostics
import Training

/// The checkpoint of a run that is the best by the figure of `outputs: {checkpoints: {best: …}}`.
public struct BestCheckpoint {
  public let file: String
  /// Whether it is the newest too, which a run's name means.
  public let isNewest: Bool
  private let progress: TrainingProgress
  private let figure: String
  private let value: Double

  /// The end of the word that means it: `RUN/best`.
  static let ending = "/best"

  /// `nil` where no figure was asked for, or none is known yet, and where it is not in the folder: a run that continues another may
  /// have become no better.
  ///
  /// - Throws: a checkpoint that cannot be read.
  public init?(in folder: RunFolder) throws {
    let files = try folder.checkpointFiles()
    guard let newest = files.last, let watch = newest.progress.best, let value = watch.best,
      let best = files.last(where: { $0.progress.totalSteps == watch.step })
    else { return nil }
    file = best.path
    isNewest = best.path == newest.path
    progress = best.progress
    figure = watch.figure
    self.value = value
  }

  /// What a run that ends says of it.
  public var sentence: String { "the best checkpoint is of \(place): \(file)" }

  /// What is told where the newest of a run is taken, which is another.
  func note(in folder: RunFolder) -> Diagnostic {
    let word = (folder.path + Self.ending).shownShellWord
    return .note("this is the newest checkpoint; the best is of \(place): write \(word)", at: nil)
  }

  /// `epoch 3, by 'error' (0.41)`.
  private var place: String {
    let moment =
      progress.epoch > 0 && progress.stepInEpoch == 0
      ? "epoch \(progress.epoch)" : "step \(progress.totalSteps)"
    return "\(moment), by '\(figure)' (\(RunFigures.short(value)))"
  }
}

extension RunIndex {
  /// The checkpoint that `RUN/best` means; `nil` for any other word, and where there is no such run.
  ///
  /// - Throws: a run that has no best one.
  static func bestCheckpoint(
    _ word: String, in out: String, remark: (String) -> Void
  ) throws -> String? {
    guard word.hasSuffix(BestCheckpoint.ending) else { return nil }
    let run = String(word.dropLast(BestCheckpoint.ending.count))
    guard !run.isEmpty else { return nil }
    let folder = RunFolder(try path(run, in: out, remark: remark))
    guard folder.isThere else { return nil }
    if let best = try BestCheckpoint(in: folder) { return best.file }
    throw Diagnostic(
      "no checkpoint of '\(folder.path.escapedForDisplay)' is known to be the best", at: nil,
      notes: [.init("'outputs: {checkpoints: {best: {minimize: test_loss}}}' keeps it")])
  }
}
