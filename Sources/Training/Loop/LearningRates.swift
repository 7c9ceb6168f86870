import Diagnostics
import Experiment
import Layers

/// What the learning rate of each update was in the last step.
///
/// A function of the progress only, so that a run that goes on tells the same.
struct LearningRates {
  private let schedules: [(update: String, schedule: any LearningRateSchedule)]
  private let stepsPerEpoch: Int?

  /// - Parameter stepsPerEpoch: `nil` where there are no epochs.
  init(_ schedule: TrainDefinition, stepsPerEpoch: Int?) throws {
    self.stepsPerEpoch = stepsPerEpoch
    var names: Set<String> = []
    schedules = try schedule.stages.flatMap(\.updates).compactMap { update in
      // Updates of one name in several stages are one.
      guard let fields = update.optimizer, names.insert(update.name).inserted else { return nil }
      let rate = try OptimizerCatalogue.make(fields).options.learningRate
      return (update: update.name, schedule: rate)
    }
  }

  /// - Parameter progress: after the step; before any, there are none.
  func last(_ progress: TrainingProgress) -> [(update: String, value: Double)] {
    guard progress.step > 0 else { return [] }
    let steps = stepsPerEpoch ?? 1
    // The step before the one that comes next; the first of an epoch comes behind the last of the one before.
    let isFirst = progress.stepInEpoch == 0
    let epoch = isFirst ? max(0, progress.epoch - 1) : progress.epoch
    let place = stepsPerEpoch == nil ? 0 : (isFirst ? steps : progress.stepInEpoch) - 1
    return schedules.compactMap { update, schedule in
      guard let times = progress.applications[update], times > 0 else { return nil }
      return (
        update,
        schedule.value(
          at: ScheduleProgress(
            applications: times - 1, epoch: stepsPerEpoch == nil ? progress.epoch : epoch,
            stepInEpoch: place, stepsPerEpoch: steps))
      )
    }
  }
}
