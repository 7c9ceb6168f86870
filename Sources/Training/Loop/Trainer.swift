import Artifacts
import Datasets
import Diagnostics
import Experiment
import Foundation
import Runtime

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
    /// Its state holds numbers that are nan or infinite; a sentence says which, and since when.
    case diverged(String)
  }

  /// Everything that a run writes to and listens to.
  public struct Surroundings {
    public let folder: RunFolder
    public let saved: SavedRun
    public let observer: any TrainingObserver
    public let stop: StopRequest
    /// Stop after so many steps of the whole run.
    public let stopAfter: Int?
    /// Whether to save the state before anything else: it belongs to another log than its checkpoint says.
    public let savesFirst: Bool

    public init(
      folder: RunFolder, saved: SavedRun, observer: any TrainingObserver, stop: StopRequest,
      stopAfter: Int?, savesFirst: Bool = false
    ) {
      self.savesFirst = savesFirst
      self.folder = folder
      self.saved = saved
      self.observer = observer
      self.stop = stop
      self.stopAfter = stopAfter
    }
  }

  /// Lines of the log within an epoch stand this many steps apart.
  static let logInterval = 100

  public private(set) var progress: TrainingProgress
  private let schedule: TrainDefinition
  private let outputs: OutputsDefinition
  private let programs: StepPrograms
  private let metrics: MetricRunner
  private let renderer: OutputRenderer
  private let data: LoadedDataSets
  private let state: State
  private let surroundings: Surroundings
  private let log: MetricsLog
  private let digests: StateDigests
  private let writer: CheckpointWriter
  private let rounds: [[String: Double]]
  private let stepsPerEpoch: Int
  private let stepsPerRound: Int
  private var checkpointCadence: Cadence
  private let started = ContinuousClock.now
  /// The total steps of the checkpoint written last, so that none is written twice.
  private var savedSteps: Int?
  /// What is told of losses and metrics that are not finite.
  private var soundness: SoundnessReport
  private var stateCheck: StateCheck

  public init(
    _ graphs: ExperimentGraphs, schedule: TrainDefinition, data: LoadedDataSets, state: State,
    device: Device,
    surroundings: Surroundings
  ) throws {
    self.schedule = schedule
    self.data = data
    self.state = state
    self.surroundings = surroundings
    let model = graphs.model
    outputs = model.definition.outputs
    progress = surroundings.saved.progress
    soundness = SoundnessReport(surroundings.saved.progress)
    stateCheck = StateCheck(state, schedule)
    let extent = try ScheduleExtent(schedule, plan: data.plan)
    try progress.fit(extent)
    rounds = extent.rounds
    stepsPerEpoch = extent.stepsPerEpoch
    stepsPerRound = extent.stepsPerRound
    programs = try StepPrograms(
      graphs, schedule: schedule, data: data, state: state, device: device)
    metrics = try MetricRunner(model, data: data, state: state, device: device)
    renderer = try OutputRenderer(
      model, data: data, state: state, device: device, metrics: metrics,
      folder: surroundings.folder, stepsPerEpoch: stepsPerEpoch,
      remark: { surroundings.observer.remark($0) })
    checkpointCadence = Cadence(
      model.interval(outputs.checkpointEvery, withoutEpochs: .minutes(10)))
    log = try MetricsLog(surroundings.folder.metrics)
    try log.truncate(to: progress.logOffset, digest: progress.logDigest)
    digests = StateDigests(surroundings.folder.digests, upTo: progress.totalSteps)
    writer = CheckpointWriter(folder: surroundings.folder, kept: outputs.checkpointsKept)
    progress.prepare(losses: programs.lossNames.count)
  }

  /// What compiling the step took.
  public var compileSeconds: Double { programs.compileSeconds }
  /// The steps of the whole run.
  public var totalSteps: Int { rounds.count * stepsPerRound }
  public var isFinished: Bool { progress.totalSteps >= totalSteps }

  private var status: TrainingStatus {
    let epochs: Int? =
      if case .epochs(let count) = schedule.length { count } else { nil }
    return TrainingStatus(
      epoch: progress.epoch, epochs: epochs, stepInEpoch: progress.stepInEpoch,
      stepsInEpoch: stepsPerEpoch, step: progress.totalSteps, steps: totalSteps)
  }

  private var goesByEpochs: Bool {
    if case .epochs = schedule.length { true } else { false }
  }

  private var moment: String {
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

  /// Renders everything as at the end of the run, for a run that was ended before it had, or whose
  /// outputs have changed.
  private func showAgain() throws -> Ending {
    if surroundings.savesFirst { try save() }
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

  /// Writes down, apart from the log, metrics that were not there yet when the run was finished.
  private func evaluateLateMetrics() throws {
    let last = try MetricsLog.read(surroundings.folder.metrics).last
    let late = try metrics.evaluate(at: progress.totalSteps).filter { last?[$0.name] == nil }
    guard !late.isEmpty else { return }
    let evaluations = try MetricsLog(surroundings.folder.evaluations)
    try evaluations.append(
      [.init("step", .integer(progress.totalSteps))]
        + late.map { .init($0.name, .number($0.value)) })
    surroundings.observer.remark("metrics that the log lacks: \(surroundings.folder.evaluations)")
  }

  private func train() throws -> Ending {
    surroundings.observer.trainingBegins(status, resumed: progress.totalSteps > 0)
    if let remark = soundness.standing(progress) { surroundings.observer.remark(remark) }
    try stateCheck.check(after: progress.totalSteps)
    if surroundings.savesFirst { try save() }
    if let limit = surroundings.stopAfter, progress.totalSteps >= limit { return try end(.stopped) }
    while progress.round < rounds.count {
      try beginRound()
      surroundings.stop.holdState()
      while progress.step < stepsPerRound {
        try runStep()
        let ended = try finishStep()
        if let ended { return ended }
      }
      progress.round += 1
      if progress.round < rounds.count {
        progress.step = 0
        progress.epoch = 0
        progress.stepInEpoch = 0
        for name in progress.applications.keys { progress.applications[name] = 0 }
      }
    }
    try save()
    try writer.finish()
    if !soundness.lossesAreFinite, let remark = soundness.standing(progress) {
      surroundings.observer.remark(remark)
    }
    for path in try renderer.finishAnimations() { surroundings.observer.wrote(path) }
    return .finished
  }

  /// Sets the values of the round, and variables where it begins only now.
  func beginRound() throws {
    metrics.round = rounds[progress.round]
    programs.enterRound(rounds[progress.round])
    if progress.step == 0 { try programs.startRound() }
    try programs.seek(to: progress)
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
      try stateCheck.check(after: progress.totalSteps)
      try tellOfLosses()
    }
    let epochEnded = progress.stepInEpoch == stepsPerEpoch && data.plan != nil
    if epochEnded {
      progress.epoch += 1
      progress.stepInEpoch = 0
    }
    let finished = progress.step == stepsPerRound
    if epochEnded || (finished && !goesByEpochs) {
      try stateCheck.check(after: progress.totalSteps)
      try endEpoch()
    } else if progress.step % Self.logInterval == 0 {
      try stateCheck.check(after: progress.totalSteps)
      try logLine(progress.intervalLosses, figures: [])
      progress.intervalLosses.clear()
    }
    let minutes = (ContinuousClock.now - started) / .seconds(60)
    for path in try renderer.render(
      progress, moment: moment, epochEnded: epochEnded, finished: finished, minutes: minutes)
    {
      surroundings.observer.wrote(path)
    }
    if checkpointCadence.isDue(progress, epochEnded: epochEnded, minutes: minutes), !finished {
      try save()
    }
    if finished && progress.round == rounds.count - 1 { return nil }
    if surroundings.stop.isRequested { return try end(.interrupted) }
    if let limit = surroundings.stopAfter, progress.totalSteps >= limit { return try end(.stopped) }
    return nil
  }

  private func end(_ ending: Ending) throws -> Ending {
    try save()
    try writer.finish()
    return ending
  }

  /// What is left of a run whose state is no longer finite: the losses up to here, and its animations.
  private func end(_ divergence: StateCheck.Divergence) throws -> Ending {
    if progress.intervalLosses.isEmpty == false {
      try logLine(progress.intervalLosses, figures: [])
    }
    try log.synchronize()
    try writer.finish()
    for path in try renderer.finishAnimations() { surroundings.observer.wrote(path) }
    let losses = progress.notFinite.map { "; the loss '\($0)' is so since step \($1)" }.joined()
    return .diverged(divergence.sentence + losses)
  }

  private func endEpoch() throws {
    let losses = programs.lossNames.indices.compactMap { index in
      progress.epochLosses.mean(index).map { (name: programs.lossNames[index], value: $0) }
    }
    let values = try metrics.evaluate(at: progress.totalSteps)
    let figures = losses + values
    try logLine(progress.epochLosses, figures: figures, epochEnded: true)
    progress.epochLosses.clear()
    progress.intervalLosses.clear()
    surroundings.observer.epochEnded(status, figures: figures)
    for remark in soundness.endEpoch(losses: losses, metrics: values) {
      surroundings.observer.remark(remark)
    }
  }

  /// Tells of losses that have become nan or infinite in the step that has just ended.
  private func tellOfLosses() throws {
    try writer.finish()
    let sound = try surroundings.folder.checkpointFiles().last { $0.progress.notFinite.isEmpty }
    for remark in soundness.news(progress, names: programs.lossNames, checkpoint: sound?.path) {
      surroundings.observer.remark(remark)
    }
  }

  private func logLine(
    _ sums: LossSums, figures: [(name: String, value: Double)], epochEnded: Bool = false
  ) throws {
    var members: [JSON.Member] = []
    if rounds.count > 1 { members.append(.init("round", .integer(progress.round + 1))) }
    if data.plan != nil {
      // The epoch that these steps are of: complete, where the next one has not begun.
      members.append(
        .init("epoch", .integer(progress.epoch + (progress.stepInEpoch > 0 ? 1 : 0))))
    }
    members.append(.init("step", .integer(progress.totalSteps)))
    members.append(.init("kind", .string(epochEnded ? "epoch" : "interval")))
    if epochEnded {
      members += figures.map { .init($0.name, .number($0.value)) }
    } else {
      for (index, name) in programs.lossNames.enumerated() {
        if let mean = sums.mean(index) { members.append(.init(name, .number(mean))) }
      }
    }
    try log.append(members)
    progress.logOffset = log.offset
    progress.logDigest = log.digest
  }

  /// Saves the state as it is now, beside the training thread.
  ///
  /// - Throws: a state that is not finite, which is no good to go on from.
  private func save() throws {
    guard savedSteps != progress.totalSteps else { return }
    try stateCheck.check(after: progress.totalSteps)
    savedSteps = progress.totalSteps
    try log.synchronize()
    var saved = surroundings.saved
    saved.progress = progress
    try writer.submit(state, saved, moment: moment)
    // The last one, which another machine may be held to; none that depends on a clock.
    if isFinished { try digests.add(state, step: progress.totalSteps) }
  }
}
