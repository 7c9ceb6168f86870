import Artifacts
import Diagnostics
import Foundation
import Processes

/// How `etch sweep` was asked to run.
public struct SweepOptions: Sendable {
  public var outFolder: String
  /// How many trials run at once.
  public var jobs: Int
  /// Threads of each trial; by default the machine's, shared out.
  public var threads: Int?
  public var failFast: Bool
  /// Whether trials that failed before are run again.
  public var retriesFailed: Bool
  /// Where the program is that runs a trial.
  public var program: String
  /// What every trial is told besides: `--level x86-64-v3`.
  public var arguments: [String]

  public init(
    outFolder: String, jobs: Int = 1, threads: Int? = nil,
    failFast: Bool = false, retriesFailed: Bool = false, program: String, arguments: [String] = []
  ) {
    self.outFolder = outFolder
    self.jobs = jobs
    self.threads = threads
    self.failFast = failFast
    self.retriesFailed = retriesFailed
    self.program = program
    self.arguments = arguments
  }
}

/// The trials of a sweep, each a program of its own in a process group of its own.
public final class SweepRun {
  /// What is told while it runs.
  public enum Event {
    /// How many there are, and how many were finished or had failed before.
    case began(finished: Int, failed: Int)
    case ended(EndedTrial)
    /// Halving has ranked the trials at a mark.
    case halved(mark: String, left: Int, alive: Int)
    /// Some of these run: with the last line that each has written.
    case running([(phrase: String, line: String)])
    /// Why there is no page of the sweep, or only an old one.
    case remark(String)
  }

  /// A trial that has just ended.
  public struct EndedTrial {
    /// Its number in the list, of how many.
    public let number: Int
    public let total: Int
    public let phrase: String
    public let state: TrialState
    /// `bce 0.1712`.
    public let figures: String
    public let seconds: Double
    public let log: String
  }

  public enum Ending: Sendable { case finished, failed, interrupted }

  private let plan: SweepPlan
  private let options: SweepOptions
  private let folder: SweepFolder
  private let readings: TrialReadings
  private let tell: (Event) -> Void
  private var running: [(trial: Trial, job: Job, began: ContinuousClock.Instant)] = []
  /// Those that failed and are not tried again, by hash.
  private var failed: Set<String> = []
  private var done: Set<String> = []
  private var isStopping = false
  private var lastTold = ContinuousClock.now
  private var pageShare = PageShare()

  public init(_ plan: SweepPlan, options: SweepOptions, tell: @escaping (Event) -> Void) {
    self.plan = plan
    self.options = options
    self.tell = tell
    folder = SweepFolder(plan, in: options.outFolder)
    readings = TrialReadings(plan, in: options.outFolder)
  }

  /// Runs what is not finished. Ctrl-C is passed on to every trial, which saves its state.
  ///
  /// - Throws: a sweep that another process runs, a folder that cannot be written.
  public func execute() throws -> Ending {
    let lock = try FolderLock(folder.path)
    defer { lock.release() }
    try AtomicFile.removeLeftovers(in: folder.path)
    try folder.write(plan)
    for trial in plan.trials {
      switch readings.state(of: trial) {
      case .finished, .diverged, .pruned: done.insert(trial.hash)
      case .failed: if !options.retriesFailed { failed.insert(trial.hash) }
      case .waiting, .interrupted: break
      }
    }
    tell(.began(finished: done.count, failed: failed.count))
    defer {
      if let table = try? writeTables() { writePage(table) }
    }
    var last: Halving.Mark?
    while true {
      let ranking = Ranking(
        plan, in: options.outFolder, givenUp: failed, readings: readings)
      if let last, ranking.next != last {
        tell(.halved(mark: last.text, left: ranking.left.count, alive: ranking.alive.count))
      }
      let waiting = ranking.alive.filter { trial in
        !failed.contains(trial.hash)
          && (ranking.next == nil
            ? !done.contains(trial.hash) : !ranking.hasReached(trial))
      }
      try run(waiting, upTo: ranking.next)
      if Interruption.isRequested { return .interrupted }
      if options.failFast, !failed.isEmpty { return .failed }
      guard let next = ranking.next else { break }
      // A trial that has neither failed nor come as far as it was sent would be sent for ever.
      guard next != last else { return .failed }
      last = next
    }
    return failed.isEmpty ? .finished : .failed
  }

  /// - Throws: a trial that cannot be begun, tables that cannot be written. What runs has saved its state and ended by then.
  private func run(_ trials: [Trial], upTo mark: Halving.Mark?) throws {
    var waiting = trials[...]
    isStopping = false
    do {
      while !running.isEmpty || (!waiting.isEmpty && !isStopping) {
        while running.count < max(1, options.jobs), !isStopping, let trial = waiting.popFirst() {
          running.append((trial, try start(trial, upTo: mark), .now))
        }
        usleep(20_000)
        try look(upTo: mark)
        if !isStopping, Interruption.isRequested || (options.failFast && !failed.isEmpty) {
          stop(SIGINT)
        }
      }
    } catch {
      stop(SIGINT)
      waitForAll(upTo: mark)
      throw error
    }
  }

  /// Waits for those that were asked to end; tables that cannot be written were told before.
  private func waitForAll(upTo mark: Halving.Mark?) {
    while !running.isEmpty {
      usleep(20_000)
      try? look(upTo: mark)
    }
  }

  /// Asks all that run to save and end; once.
  private func stop(_ signal: Int32) {
    isStopping = true
    for (_, job, _) in running { job.signal(signal) }
  }

  private func start(_ trial: Trial, upTo mark: Halving.Mark?) throws -> Job {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let threads = options.threads ?? max(1, cores / max(1, options.jobs))
    var arguments = [
      "sweep", plan.file, "--trial", trial.hash, "--out", options.outFolder, "--threads",
      "\(threads)", "--ends-with", "\(getpid())",
    ]
    if let mark { arguments += [mark.isEpochs ? "--epochs" : "--steps", "\(mark.count)"] }
    return try Job(
      Command(
        options.program, arguments + options.arguments, title: "the program '\(options.program)'",
        environment: ["NO_COLOR": "1"], seconds: .infinity), output: folder.log(of: trial))
  }

  private func look(upTo mark: Halving.Mark?) throws {
    for (trial, job, began) in running {
      guard let cause = job.look() else { continue }
      running.removeAll { $0.trial.hash == trial.hash }
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      conclude(trial, cause, seconds, upTo: mark)
      let table = try writeTables()
      if pageShare.isDue { writePageInBetween(table) }
    }
    let now = ContinuousClock.now
    guard now - lastTold > .milliseconds(300) else { return }
    lastTold = now
    tell(
      .running(
        running.map {
          ($0.trial.settings.phrase(plan.names), LogTail(folder.log(of: $0.trial)).last)
        }
      ))
  }

  private func conclude(
    _ trial: Trial, _ cause: Command.Ending.Cause, _ seconds: Double, upTo mark: Halving.Mark?
  ) {
    let log = folder.log(of: trial)
    var state = readings.state(of: trial)
    switch cause {
    case .status(0): if state == .finished || state == .diverged { done.insert(trial.hash) }
    // One that had not begun has left nothing, and waits as before.
    case .status(130): if state != .waiting { state = .interrupted }
    default:
      if state == .diverged {
        done.insert(trial.hash)
      } else {
        state = .failed(LogTail(log).reason ?? cause.sentence)
        failed.insert(trial.hash)
      }
    }
    if mark != nil, cause == .status(0), state == .interrupted { return }
    let read = state == .finished ? readings.log(of: trial) : nil
    let figures = read.map { read in
      (plan.definition.objective.map { [$0.name] } ?? read.names.prefix(3).map(\.self)).compactMap {
        name in plan.definition.value(of: name, in: read).map { "\(name) \(RunFigures.short($0))" }
      }.joined(separator: "  ")
    }
    tell(
      .ended(
        EndedTrial(
          number: trial.number, total: plan.trials.count,
          phrase: trial.settings.phrase(plan.names), state: state,
          figures: figures ?? "", seconds: seconds, log: log)))
  }

  /// `table.csv` and `table.md`, as the trials are now.
  @discardableResult
  private func writeTables() throws -> SweepTable {
    let table = SweepTable(plan, in: options.outFolder, readings: readings)
    try TextFile.write(table.data.csv, to: folder.path + "/table.csv")
    try TextFile.write(table.table.markdown, to: folder.path + "/table.md")
    return table
  }

  /// Where that takes a small part of the time. One that cannot be written is told at the end.
  private func writePageInBetween(_ table: SweepTable) {
    let began = ContinuousClock.now
    try? SweepPage(plan, in: options.outFolder, table: table).write()
    pageShare.spent(since: began)
  }

  /// A sweep is done without its page too.
  private func writePage(_ table: SweepTable) {
    do {
      try SweepPage(plan, in: options.outFolder, table: table).write()
    } catch {
      let reason = (error as? Diagnostic)?.message ?? "\(error)"
      tell(.remark("there is no page of the sweep: \(reason)"))
    }
  }
}
