import Artifacts
import Diagnostics
import Experiment
import Training

extension ExperimentRun {
  /// Says that a run of the same experiment, but for its length, could be trained further instead of from the beginning.
  ///
  /// - Parameter planned: the steps of this run; one that is no longer than the other has nothing to train further.
  func tellOfShorterRuns(
    of experiment: LoadedExperiment, planned: Int?, in outFolder: String,
    _ observer: any TrainingObserver
  ) {
    let folder = "\(outFolder)/\(experiment.name)"
    let text = Self.withoutLength(experiment.resolvedText)
    for name in (try? Folder.namesIfThere(in: folder)) ?? [] {
      let other = RunFolder("\(folder)/\(name)")
      guard other.path != self.folder.path,
        let record = try? RunRecord.read(from: other.record), record.status == .finished,
        record.continues == nil, let steps = record.steps, steps > 0, steps < planned ?? .max,
        let written = try? TextFile.read(other.experiment), Self.withoutLength(written) == text
      else { continue }
      observer.remark(
        "\(other.path) is the same for \(steps) steps: '--continue \(name)' trains it further; this begins anew"
      )
      return
    }
  }

  /// Keeps a warning that is told while the run goes.
  func hear(_ warning: Diagnostic) {
    if !said.contains(warning.coded) { said.append(warning.coded) }
  }

  /// Of a run that goes on: what its losses were warned of, which is told once.
  func keepWarnings(of old: RunRecord) {
    let told: [Warning] = [.explodingLoss, .notFinite]
    let allowed = experiment.model.definition.allowed.names
    for warning in old.warnings ?? [] where !said.contains(warning) {
      let isOfLosses = told.contains {
        !allowed.contains($0) && Diagnostic.isCoded(warning, as: $0)
      }
      if isOfLosses { said.append(warning) }
    }
  }

  /// A run that goes on has figures of two metrics under one name where one of them was changed.
  func tellOfChangedMetrics(since saved: SavedRun, _ observer: any TrainingObserver) {
    let changed = MetricTexts(resolved: experiment.resolvedText)
      .changed(from: MetricTexts(resolved: saved.experiment))
    guard !changed.isEmpty else { return }
    observer.remark(
      "what \(changed.joined(separator: ", ")) says was changed: the log's figures up to step "
        + "\(saved.progress.totalSteps) are by what it said before")
  }

  /// The lines of a resolved experiment without its length.
  private static func withoutLength(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { line in
      !line.hasPrefix("  epochs: ") && !line.hasPrefix("  steps: ")
    }
  }
}
