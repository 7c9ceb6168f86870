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
    if let last = try surroundings.folder.checkpointFiles().last?.path {
      try evaluateLateMetrics(in: last, at: progress.totalSteps, isLast: true)
    }
    for path in try renderer.finishAnimations() { surroundings.observer.wrote(path) }
    try endEvents()
    try writer.finish()
    return .finished
  }

  /// Tells TensorBoard the end of a run that was ended behind its last checkpoint, before it could.
  private func endEvents() throws {
    guard let request = surroundings.events,
      EventsFile.reaches(progress.eventsOffset, surroundings.folder.events)
    else { return }
    try RunEvents(request, folder: surroundings.folder, from: progress.eventsOffset)
      .end(succeeded: true, step: progress.totalSteps)
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
      guard let checkpoint = try own(file) else { continue }
      try state.restore(from: checkpoint, file: file)
      metrics.round = rounds[min(saved.round, rounds.count - 1)]
      let name = RunFolder.moment(saved, byEpochs: goesByEpochs, rounds: rounds.count)
      moments.insert(name)
      let written = try renderer.render(
        saved, moment: name, epochEnded: saved.stepInEpoch == 0 && saved.epoch > 0,
        finished: false, minutes: 0, stop: surroundings.stop)
      for path in written { surroundings.observer.wrote(path) }
      if surroundings.stop.isRequested { break }
      try evaluateLateMetrics(in: file, at: saved.totalSteps, isLast: false)
    }
    try state.restore(from: Checkpoint.read(from: last.path), file: last.path)
    return !surroundings.stop.isRequested
  }

  /// A checkpoint of this run; `nil` where it is damaged or another experiment's, and pictures stay as they are.
  ///
  /// - Throws: one that cannot be read.
  private func own(_ file: String) throws -> Checkpoint? {
    do {
      guard try SavedRun.header(of: file).identity == surroundings.saved.identity else {
        return nil
      }
      return try Checkpoint.read(from: file)
    } catch let problem as Diagnostic where problem.fault == .input {
      return nil
    }
  }

  /// Pictures that only training could make again stay as they are, which is told.
  private func tellOfOtherMoments(_ shown: Set<String>) {
    let kept = RunFolder.kinds.flatMap { kind in
      ((try? surroundings.folder.moments(of: kind)) ?? []).filter { !shown.contains($0) }
        .map { "\(kind)/\($0)" }
    }
    guard let first = kept.first else { return }
    surroundings.observer.remark(
      "pictures without a checkpoint stay as they were made: \(first)"
        + (kept.count == 1 ? "" : " and \(kept.count - 1) other moments"))
  }

  /// Writes down, apart from the log, metrics that are new since a checkpoint was made, or that say something else.
  ///
  /// - Parameters:
  ///   - file: the checkpoint, whose experiment says what the log's figures are of.
  ///   - isLast: whether it is the end of the run; a checkpoint within an epoch never had any.
  private func evaluateLateMetrics(in file: String, at step: Int, isLast: Bool) throws {
    let records = try MetricsLog.read(surroundings.folder.metrics).filter {
      $0["step"] == .integer(step)
    }
    guard isLast || records.contains(where: { $0["kind"] == .string("epoch") }) else { return }
    let then = MetricTexts(resolved: try SavedRun.header(of: file).experiment)
    let now = MetricTexts(resolved: surroundings.saved.experiment)
    // What each name's newest figure of this step is of.
    var known: [String: String] = [:]
    for name in records.flatMap(\.keys) { known[name] = then.digest(of: name) }
    known.merge(try LateFigures.digests(at: step, in: surroundings.folder)) { $1 }
    let late = metrics.plan.logged.filter { known[$0] == nil || known[$0] != now.digest(of: $0) }
    guard !late.isEmpty else { return }
    var record = [JSON.Member("step", .integer(step))]
    for (name, value) in try metrics.evaluate(at: step) where late.contains(name) {
      record.append(JSON.Member(name, .number(value)))
    }
    record += metrics.confidence(of: late)
    let definitions = late.map { JSON.Member($0, .string(now.digest(of: $0) ?? "")) }
    record.append(JSON.Member(LateFigures.definitions, .object(definitions)))
    try MetricsLog(surroundings.folder.evaluations).append(record)
    if isLast {
      surroundings.observer.remark(
        "\(late.joined(separator: ", ")): new or changed since training, so evaluated from the kept checkpoints: "
          + surroundings.folder.evaluations)
    }
  }
}
