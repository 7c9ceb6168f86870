import Datasets
import Experiment
import Runtime

/// Runs training steps for their time only: nothing is logged, saved or shown.
public final class StepTimer {
  private let programs: StepPrograms
  private var progress = TrainingProgress()
  private let stepsPerEpoch: Int
  /// The steps of an epoch, `nil` where there are none, and of the whole schedule.
  public let extent: (epoch: Int?, whole: Int)
  private static let warmUpSteps = 3
  private static let fewestSteps = 5
  private static let mostSteps = 100_000

  public init(
    _ graphs: ExperimentGraphs, schedule: TrainDefinition, data: LoadedDataSets, state: State,
    device: Device
  ) throws {
    programs = try StepPrograms(
      graphs, schedule: schedule, data: data, state: state, device: device)
    stepsPerEpoch = data.plan?.stepsPerEpoch ?? Int.max
    let whole = try ScheduleExtent(schedule, plan: data.plan)
    extent = (data.plan?.stepsPerEpoch, whole.steps)
    progress.prepare(losses: programs.lossNames.count)
    programs.enterRound(try schedule.combinations().first ?? [:])
    try programs.seek(to: progress)
  }

  public var compileSeconds: Double { programs.compileSeconds }
  /// How often a step waited for its data.
  public var waits: Prefetcher.Waits { programs.waits }

  /// One step.
  public func step() throws {
    try programs.runStep(&progress)
    progress.step += 1
    progress.totalSteps += 1
    progress.stepInEpoch += 1
    if progress.stepInEpoch == stepsPerEpoch {
      progress.stepInEpoch = 0
      progress.epoch += 1
    }
  }

  /// The programs that steps run; those that have run tell the seconds of their launches.
  public var timedPrograms: [Program] { programs.stepPrograms.filter { !$0.launchSeconds.isEmpty } }

  /// From now on steps take the time of each launch.
  public func timeLaunches() {
    for program in programs.stepPrograms { program.timeLaunches() }
  }

  /// The operations of the contractions of a step, two for every product: the mean of those that were measured last, since
  /// not every step applies all updates. 0 where that is not known.
  public private(set) var operationsPerStep = 0.0

  /// Milliseconds of each full-batch step within the given time, at least five.
  public func measure(seconds: Double) throws -> [Double] {
    for _ in 0..<Self.warmUpSteps { try step() }
    var times: [Double] = []
    var operations = 0.0
    let start = ContinuousClock.now
    while times.count < Self.fewestSteps
      || ((ContinuousClock.now - start) / .seconds(1) < seconds && times.count < Self.mostSteps)
    {
      // The last, smaller batch of an epoch is no fair step.
      let isLast = stepsPerEpoch > 1 && progress.stepInEpoch == stepsPerEpoch - 1
      let before = programs.operations
      let begin = ContinuousClock.now
      try step()
      let took = ContinuousClock.now - begin
      guard !isLast else { continue }
      times.append(took / .milliseconds(1))
      operations += programs.operations - before
    }
    operationsPerStep = operations / Double(times.count)
    return times
  }
}
