import Datasets
import Diagnostics
import Experiment

/// How long a schedule is on its data, in steps.
struct ScheduleExtent {
  /// The values of each round; one empty one where the schedule has no rounds.
  let rounds: [[String: Double]]
  /// 1 where nothing is read.
  let stepsPerEpoch: Int
  /// Whether data is read, so that there are epochs.
  let hasEpochs: Bool
  let stepsPerRound: Int
  /// `nil` for schedules that go by steps.
  let epochs: Int?

  /// More steps than this are no schedule, but a slip; sums and products of counts below it do not overflow.
  private static let mostSteps = 1 << 48

  /// - Throws: a schedule that is too long to be meant.
  init(_ schedule: TrainDefinition, plan: EpochPlan?) throws {
    rounds = try schedule.combinations()
    stepsPerEpoch = plan?.stepsPerEpoch ?? 1
    hasEpochs = plan != nil
    let (steps, overflow): (Int, Bool)
    switch schedule.length {
    case .epochs(let count):
      epochs = count
      (steps, overflow) = count.multipliedReportingOverflow(by: stepsPerEpoch)
    case .steps(let count):
      epochs = nil
      (steps, overflow) = (count, false)
    }
    let (all, tooMany) = steps.multipliedReportingOverflow(by: rounds.count)
    guard !overflow, !tooMany, all <= Self.mostSteps else {
      throw Diagnostic("this schedule has more than 2^48 steps", at: nil)
    }
    stepsPerRound = steps
  }

  /// The steps of all rounds.
  var steps: Int { rounds.count * stepsPerRound }
}

extension TrainDefinition {
  /// How many steps the whole schedule has on its data.
  ///
  /// - Throws: a schedule that is too long to be meant.
  package func stepCount(on data: LoadedDataSets) throws -> Int {
    try ScheduleExtent(self, plan: data.plan).steps
  }
}

extension TrainingProgress {
  /// Checks that a checkpoint's progress is a place of this schedule, and counts its steps anew: where
  /// changed data was accepted, an epoch may have another length.
  ///
  /// - Throws: a place that the schedule does not have.
  mutating func fit(_ extent: ScheduleExtent) throws {
    func impossible(_ what: String) -> Diagnostic {
      Diagnostic(
        "the checkpoint stands at \(what), which this schedule does not have; --fresh begins anew",
        at: nil)
    }
    guard round <= extent.rounds.count else { throw impossible("round \(round)") }
    if extent.hasEpochs { stepInEpoch = min(stepInEpoch, extent.stepsPerEpoch - 1) }
    if let epochs = extent.epochs {
      guard epoch < epochs || (epoch == epochs && stepInEpoch == 0) else {
        throw impossible("epoch \(epoch), step \(stepInEpoch)")
      }
      step = epoch * extent.stepsPerEpoch + stepInEpoch
    } else if step > extent.stepsPerRound {
      throw impossible("step \(step)")
    }
    // A run that was stopped early has fewer steps than its schedule.
    if stop?.isOver == true {
      totalSteps = step
      return
    }
    totalSteps =
      round == extent.rounds.count
      ? round * extent.stepsPerRound : round * extent.stepsPerRound + step
  }
}
