import Artifacts
import Datasets
import Diagnostics
import Experiment
import Foundation
import Runtime
import Tensors

/// Runs the schedule of an experiment: steps, logs, metrics, samples, checkpoints.
///
/// The same progress and state always continue in the same way, so an interrupted run ends as an
/// uninterrupted one does.
public final class Trainer {
  public enum Ending: Hashable, Sendable {
    case finished
    /// At the step that was asked for.
    case stopped
    /// By a signal; the state is saved.
    case interrupted
    /// Its state holds numbers that are nan or infinite; a sentence says which, and since when. Where a loss was so in the first step,
    /// no learning rate is to blame.
    case diverged(String, inFirstStep: Bool)
  }

  /// Everything that a run writes to and listens to.
  public struct Surroundings {
    public let folder: RunFolder
    public let saved: SavedRun
    public let observer: any TrainingObserver
    public let stop: StopRequest
    /// Stop after so many steps of the whole run.
    public let stopAfter: Int?
    /// What TensorBoard is to be told of the run besides its numbers; `nil` where it is told nothing.
    public let events: EventsRequest?
    /// Throws where the folder is no longer this run's; asked before each checkpoint.
    public let checkFolder: (@Sendable () throws -> Void)?
    /// Called on the checkpoints' thread, after each that was written.
    public let afterCheckpoint: (@Sendable () -> Void)?
    /// Stop after so many epochs of the whole run.
    public let stopAfterEpochs: Int?
    /// Whether to save the state before anything else: it belongs to another log than its checkpoint says.
    public let savesFirst: Bool
    /// Whether the state is that of a checkpoint of this run, which stays as it is until there is another state.
    public let isSaved: Bool
    /// Whether nothing is known of numbers of the data that are nan or infinite.
    public let dataIsFinite: Bool
    /// Told what a step launches, before it is compiled; not on the reference backend.
    public let planned: (StepWork) -> Void

    public init(
      folder: RunFolder, saved: SavedRun, observer: any TrainingObserver, stop: StopRequest,
      stopAfter: Int?, stopAfterEpochs: Int? = nil, savesFirst: Bool = false,
      isSaved: Bool = false, events: EventsRequest? = nil,
      checkFolder: (@Sendable () throws -> Void)? = nil,
      afterCheckpoint: (@Sendable () -> Void)? = nil, dataIsFinite: Bool = true,
      planned: @escaping (StepWork) -> Void = { _ in }
    ) {
      self.planned = planned
      self.dataIsFinite = dataIsFinite
      self.checkFolder = checkFolder
      self.events = events
      self.afterCheckpoint = afterCheckpoint
      self.savesFirst = savesFirst
      self.isSaved = isSaved
      self.folder = folder
      self.saved = saved
      self.observer = observer
      self.stop = stop
      self.stopAfter = stopAfter
      self.stopAfterEpochs = stopAfterEpochs
    }
  }

  public internal(set) var progress: TrainingProgress
  let schedule: TrainDefinition
  let outputs: OutputsDefinition
  let data: LoadedDataSets
  let device: Device
  /// What belongs to the shapes of the round.
  var works: RoundWorks
  let surroundings: Surroundings
  let log: MetricsLog
  let rates: LearningRates
  /// Once it trains.
  private(set) var timings: RunTimings?
  let digests: StateDigests
  let writer: CheckpointWriter
  let rounds: [[String: Double]]
  let stepsPerEpoch: Int
  let stepsPerRound: Int
  /// Lines of the log within an epoch stand this many steps apart.
  let logInterval: Int
  var checkpointCadence: Cadence
  let started = ContinuousClock.now
  /// The total steps of the checkpoint written last, so that none is written twice.
  var savedSteps: Int?
  private let allowed: AllowedWarnings
  /// What is told of losses and metrics that are not finite.
  var soundness: SoundnessReport
  private(set) var events: RunEvents?
  /// The best figures so far.
  private var best: BestFigures
  /// Whether the evaluation of this step was the best so far.
  var isBest = false

  /// - Parameter state: of the round in which the progress stands.
  public init(
    _ graphs: ExperimentGraphs, schedule: TrainDefinition, data: LoadedDataSets, state: State,
    device: Device,
    surroundings: Surroundings
  ) throws {
    self.schedule = schedule
    self.data = data
    self.device = device
    self.surroundings = surroundings
    let model = graphs.model
    outputs = model.definition.outputs
    allowed = model.definition.allowed
    best = BestFigures(model.definition.goals)
    progress = surroundings.saved.progress
    soundness = SoundnessReport(
      surroundings.saved.progress, dataIsFinite: surroundings.dataIsFinite)
    let extent = try ScheduleExtent(schedule, plan: data.plan)
    try progress.fit(extent)
    savedSteps = surroundings.isSaved ? progress.totalSteps : nil
    rounds = extent.rounds
    stepsPerEpoch = extent.stepsPerEpoch
    stepsPerRound = extent.stepsPerRound
    logInterval = LogInterval.steps(of: schedule.length)
    works = try RoundWorks(
      graphs.inRound(progress.round), schedule: schedule, data: data, state: state, device: device,
      surroundings: surroundings, stepsPerEpoch: stepsPerEpoch, planned: surroundings.planned)
    checkpointCadence = Cadence(
      model.interval(outputs.checkpointEvery, withoutEpochs: .minutes(10)))
    log = try MetricsLog(surroundings.folder.metrics)
    try log.truncate(to: progress.logOffset, digest: progress.logDigest)
    rates = try LearningRates(schedule, stepsPerEpoch: data.plan?.stepsPerEpoch)
    digests = try StateDigests(surroundings.folder.digests, upTo: progress.totalSteps)
    writer = CheckpointWriter(
      folder: surroundings.folder, kept: outputs.checkpointsKept, check: surroundings.checkFolder,
      afterwards: surroundings.afterCheckpoint)
    // A mark in a line is no reason to stop at a log from elsewhere.
    if progress.logOffset > 0 {
      best.take((try? MetricsLog.read(surroundings.folder.metrics)) ?? [])
    }
    progress.prepare(losses: programs.lossNames.count)
    try prepareWatches()
  }

  var state: State { works.state }
  var programs: StepPrograms { works.programs }
  var metrics: MetricRunner { works.metrics }
  var renderer: OutputRenderer { works.renderer }

  /// What compiling the step took.
  public var compileSeconds: Double { programs.compileSeconds }
  /// The steps of the whole run.
  public var totalSteps: Int { rounds.count * stepsPerRound }
  public var isFinished: Bool { progress.totalSteps >= totalSteps || stopsEarly }
  var stopsEarly: Bool { progress.stop?.isOver == true }
  /// The total step after which it was asked to stop.
  private var stopStep: Int? {
    let epochs = surroundings.stopAfterEpochs.map { $0.multipliedClamped(by: stepsPerEpoch) }
    return [surroundings.stopAfter, epochs].compactMap { $0 }.min()
  }

  private var status: TrainingStatus {
    let epochs: Int? =
      if case .epochs(let count) = schedule.length { count } else { nil }
    return TrainingStatus(
      epoch: progress.epoch, epochs: epochs, stepInEpoch: progress.stepInEpoch,
      stepsInEpoch: stepsPerEpoch, step: progress.totalSteps, steps: totalSteps)
  }

  var goesByEpochs: Bool {
    if case .epochs = schedule.length { true } else { false }
  }

  var moment: String {
    RunFolder.moment(progress, byEpochs: goesByEpochs, rounds: rounds.count)
  }

  /// Trains to the end, or until it is asked to stop; the state is saved either way. What is finished is
  /// only shown again.
  ///
  /// - Throws: a full disk, or memory that is lacking; the checkpoints made before are whole.
  public func run() throws -> Ending {
    do {
      return isFinished ? try showAgain() : try train()
    } catch let divergence as StateCheck.Divergence {
      return try end(divergence)
    } catch {
      // A checkpoint that is being written is worth more than ending at once.
      try? writer.finish()
      throw error
    }
  }

  private func train() throws -> Ending {
    surroundings.observer.trainingBegins(status, resumed: progress.totalSteps > 0)
    if let warning = soundness.standing(progress) { warn(warning) }
    try metrics.checkBatches()
    timings = try RunTimings(surroundings.folder.timings, upTo: progress.totalSteps)
    events = try surroundings.events.map {
      try RunEvents($0, folder: surroundings.folder, from: progress.eventsOffset)
    }
    try works.stateCheck.check(after: progress.totalSteps)
    if surroundings.savesFirst { try save() }
    if let limit = stopStep, progress.totalSteps >= limit { return try end(.stopped) }
    while progress.round < rounds.count {
      try beginRound()
      surroundings.stop.holdState()
      while progress.step < stepsPerRound, !stopsEarly {
        try runStep()
        let ended = try finishStep()
        if let ended { return ended }
      }
      progress.round += 1
      if progress.round < rounds.count { try enterNextRound() }
    }
    try save()
    try writer.finish()
    if !soundness.lossesAreFinite, let warning = soundness.standing(progress) { warn(warning) }
    for path in try renderer.finishAnimations() { surroundings.observer.wrote(path) }
    try events?.end(succeeded: true, step: progress.totalSteps)
    return .finished
  }

  /// One training step; allocates nothing.
  func runStep() throws {
    try programs.runStep(&progress)
    progress.step += 1
    progress.totalSteps += 1
    progress.stepInEpoch += 1
  }

  /// What follows a step: the log, metrics, samples, checkpoints, and the wish to stop. Allocates nothing
  /// where nothing is due.
  func finishStep() throws -> Ending? {
    if StateDigests.steps.contains(progress.totalSteps) {
      try digests.add(state, step: progress.totalSteps)
    }
    surroundings.observer.stepEnded(
      status, losses: LossReport(names: programs.lossNames, sums: progress.epochLosses))
    if soundness.isNews(progress) {
      try works.stateCheck.check(after: progress.totalSteps)
      try tellOfLosses()
    }
    let epochEnded = progress.stepInEpoch == stepsPerEpoch && data.plan != nil
    if epochEnded {
      progress.epoch += 1
      progress.stepInEpoch = 0
    }
    isBest = false
    // A curve of steps goes to the last one: what ends there has a line of its own.
    if !epochEnded, progress.step % logInterval == 0 {
      try works.stateCheck.check(after: progress.totalSteps)
      try logLine(progress.intervalLosses, figures: [])
      progress.intervalLosses.clear()
    }
    if epochEnded || (progress.step == stepsPerRound && !goesByEpochs) {
      try works.stateCheck.check(after: progress.totalSteps)
      try endEpoch()
    }
    let finished = progress.step == stepsPerRound || stopsEarly
    let minutes = (ContinuousClock.now - started) / .seconds(60)
    for path in try renderer.render(
      progress, moment: moment, epochEnded: epochEnded, finished: finished, minutes: minutes)
    {
      surroundings.observer.wrote(path)
      if let remark = try events?.add(written: path, step: progress.totalSteps) {
        surroundings.observer.remark(remark)
      }
    }
    progress.plotAxes = renderer.plotAxes
    let isDue = checkpointCadence.isDue(progress, epochEnded: epochEnded, minutes: minutes)
    if isDue || isBest, !finished {
      try save()
    }
    if finished && progress.round == rounds.count - 1 { return nil }
    if surroundings.stop.isRequested { return try end(.interrupted) }
    if let limit = stopStep, progress.totalSteps >= limit { return try end(.stopped) }
    return nil
  }

  private func end(_ ending: Ending) throws -> Ending {
    try save()
    try writer.finish()
    return ending
  }

  /// What is left of a run whose state is no longer finite: the losses up to here, and its animations.
  private func end(_ divergence: StateCheck.Divergence) throws -> Ending {
    if !progress.intervalLosses.isEmpty {
      try logLine(progress.intervalLosses, figures: [])
    }
    try log.synchronize()
    try writer.finish()
    for path in try renderer.finishAnimations() { surroundings.observer.wrote(path) }
    try events?.end(succeeded: false, step: progress.totalSteps)
    let losses = progress.notFinite.map { "; the loss '\($0)' is so since step \($1)" }.joined()
    let isInFirstStep = progress.notFinite.values.contains(1)
    let advice = isInFirstStep ? ", \(Self.beginsUnsound)" : ""
    return .diverged(divergence.sentence + losses + advice, inFirstStep: isInFirstStep)
  }

  private func endEpoch() throws {
    let losses = programs.lossNames.indices.compactMap { index in
      progress.epochLosses.mean(index).map { (name: programs.lossNames[index], value: $0) }
    }
    let values = try metrics.evaluate(at: progress.totalSteps)
    let figures = losses + values
    try logLine(progress.epochLosses, figures: figures, epochEnded: true)
    watch(figures)
    progress.epochLosses.clear()
    progress.intervalLosses.clear()
    var status = status
    status.better = best.take(figures)
    status.halfWidths = metrics.halfWidths
    surroundings.observer.epochEnded(status, figures: figures)
    if let reasonToStop { surroundings.observer.remark("stops early: \(reasonToStop)") }
    for warning in soundness.endEpoch(losses: losses, metrics: values) { warn(warning) }
  }

  /// Tells of losses that have become nan or infinite in the step that has just ended.
  private func tellOfLosses() throws {
    try writer.finish()
    let sound = try surroundings.folder.checkpointFiles().last { $0.progress.notFinite.isEmpty }
    for warning in soundness.news(progress, names: programs.lossNames, checkpoint: sound?.path) {
      warn(warning)
    }
  }

  private func warn(_ warning: Diagnostic) {
    surroundings.observer.warn(warning, unless: allowed)
  }

  /// Saves the state as it is now, beside the training thread.
  ///
  /// - Throws: a state that is not finite, which is no good to go on from.
  func save() throws {
    guard savedSteps != progress.totalSteps else { return }
    try works.stateCheck.check(after: progress.totalSteps)
    try surroundings.checkFolder?()
    savedSteps = progress.totalSteps
    try log.synchronize()
    var saved = surroundings.saved
    progress.eventsOffset = events?.offset ?? 0
    saved.progress = progress
    // The last one, which another machine may be held to; none that depends on a clock. Before the checkpoint,
    // behind which a run that is killed does not come here again.
    if isFinished { try digests.add(state, step: progress.totalSteps) }
    try writer.submit(state, saved, moment: moment)
  }
}
