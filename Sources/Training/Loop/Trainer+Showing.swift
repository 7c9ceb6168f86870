import Artifacts
import Diagnostics
import Experiment

extension Trainer {
  /// Renders everything as at the end of the run, for a run that was ended before it had, or whose
  /// outputs have changed.
  func showAgain() throws -> Ending {
    if surroundings.savesFirst { try save() }
    try writer.finish()
    guard try showEarlier() else { return .interrupted }
    metrics.round = rounds[rounds.count - 1]
    let written = try renderer.render(
      progress, moment: moment, epochEnded: true, finished: true, minutes: 0,
      stop: surroundings.stop)
    for path in written { surroundings.observer.wrote(path) }
    if surroundings.stop.isRequested { return .interrupted }
    try evaluateLateMetrics()
    for path in try renderer.finishAnimations() { surroundings.observer.wrote(path) }
    try writer.finish()
    return .finished
  }

  /// Shows again what was due at the checkpoints before the last, and evaluates what the log lacks of them.
  ///
  /// - Returns: whether it came to its end; the state is the last one's in any case.
  private func showEarlier() throws -> Bool {
    let files = try surroundings.folder.checkpointFiles().filter {
      $0.progress.round < rounds.count || rounds.count == 1
    }
    guard let last = files.last, last.progress.totalSteps == progress.totalSteps else {
      return true
    }
    var moments: Set<String> = [moment]
    defer { tellOfOtherMoments(moments) }
    for (file, saved) in files.dropLast() {
      guard let checkpoint = try? Checkpoint.read(from: file) else { continue }
      try state.restore(from: checkpoint, file: file)
      metrics.round = rounds[min(saved.round, rounds.count - 1)]
      let name = RunFolder.moment(saved, byEpochs: goesByEpochs, rounds: rounds.count)
      moments.insert(name)
      let written = try renderer.render(
        saved, moment: name, epochEnded: saved.stepInEpoch == 0 && saved.epoch > 0,
        finished: false, minutes: 0, stop: surroundings.stop)
      for path in written { surroundings.observer.wrote(path) }
      if surroundings.stop.isRequested { break }
      try evaluateLateMetrics(at: saved)
    }
    try state.restore(from: Checkpoint.read(from: last.path), file: last.path)
    return !surroundings.stop.isRequested
  }

  /// Pictures that only training could make again stay as they are, which is told.
  private func tellOfOtherMoments(_ shown: Set<String>) {
    let kept = ["samples", "plots"].flatMap { kind in
      ((try? Folder.namesIfThere(in: "\(surroundings.folder.path)/\(kind)")) ?? []).filter {
        !shown.contains($0) && !$0.hasPrefix(".")
      }.map { "\(kind)/\($0)" }
    }
    guard let first = kept.first else { return }
    surroundings.observer.remark(
      "pictures without a checkpoint stay as they were made: \(first)"
        + (kept.count == 1 ? "" : " and \(kept.count - 1) other moments"))
  }

  /// Writes down, apart from the log, metrics that were not there yet when the run was trained.
  private func evaluateLateMetrics(at saved: TrainingProgress? = nil) throws {
    let step = (saved ?? progress).totalSteps
    let records = try MetricsLog.read(surroundings.folder.metrics)
    // A checkpoint within an epoch never had any.
    guard
      saved == nil
        || records.contains(where: {
          $0["step"] == .integer(step) && $0["kind"] == .string("epoch")
        })
    else { return }
    var known = Set(records.filter { $0["step"] == .integer(step) }.flatMap(\.keys))
    if Folder.exists(surroundings.folder.evaluations) {
      let evaluated = try MetricsLog.read(surroundings.folder.evaluations)
      known.formUnion(evaluated.filter { $0["step"] == .integer(step) }.flatMap(\.keys))
    }
    guard metrics.plan.logged.contains(where: { !known.contains($0) }) else { return }
    let late = try metrics.evaluate(at: step).filter { !known.contains($0.name) }
    let evaluations = try MetricsLog(surroundings.folder.evaluations)
    try evaluations.append(
      [.init("step", .integer(step))] + late.map { .init($0.name, .number($0.value)) })
    if saved == nil {
      surroundings.observer.remark("metrics that the log lacks: \(surroundings.folder.evaluations)")
    }
  }
}
