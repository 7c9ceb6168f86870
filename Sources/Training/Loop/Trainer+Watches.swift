import Diagnostics
import Experiment

extension Trainer {
  /// - Throws: a figure to watch that the log will not have.
  func prepareWatches() throws {
    let known = programs.lossNames + metrics.plan.logged
    for figure in [schedule.stop?.figure, outputs.checkpointsBest].compactMap(\.self)
    where !known.contains(figure.name) {
      throw Diagnostic("'\(figure.name)' is no figure of the log", at: figure.range)
    }
    // A run that goes on with another one may go by another figure.
    if progress.stop?.figure != schedule.stop?.figure.name {
      progress.stop = schedule.stop.map { .init($0.figure) }
    }
    if progress.best?.figure != outputs.checkpointsBest?.name {
      progress.best = outputs.checkpointsBest.map { .init($0) }
    }
  }

  /// Compares the figures of an evaluation with the best so far.
  func watch(_ figures: [(name: String, value: Double)]) {
    func value(_ figure: WatchedFigure) -> Double? {
      figures.first { $0.name == figure.name }?.value
    }
    let step = progress.totalSteps
    if let best = outputs.checkpointsBest, let value = value(best) {
      isBest = progress.best?.take(value, of: best, after: step) == true
    }
    guard let stop = schedule.stop, let value = value(stop.figure) else { return }
    _ = progress.stop?.take(value, of: stop.figure, after: step)
    if let watch = progress.stop, watch.misses >= stop.patience { progress.stop?.isOver = true }
  }

  /// Why training has ended before its length; `nil` where it has not.
  var reasonToStop: String? {
    guard stopsEarly, progress.totalSteps < totalSteps, let stop = schedule.stop else { return nil }
    let best = progress.stop?.best.map(SoundnessReport.short) ?? "nan"
    return
      "'\(stop.figure.name)' has not been better than \(best) for "
      + stop.patience.counted("evaluation")
  }

  /// The same with where that was: `epoch 4: 'test_loss' has not been better than 8.694 for 3 evaluations`.
  public var earlyEnd: String? {
    reasonToStop.map { reason in
      let place = data.plan == nil ? "step \(progress.totalSteps)" : "epoch \(progress.epoch)"
      return "\(place): \(reason)"
    }
  }
}
