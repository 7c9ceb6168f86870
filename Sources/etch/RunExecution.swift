import Commands
import Experiment
import Training

/// Trains one experiment with its progress on the terminal, and says how it ended.
struct RunExecution {
  let experiment: LoadedExperiment
  let machine: MachineArguments
  let options: RunOptions

  /// Whether the pictures are the answer to what was asked.
  var answersPictures = true

  /// Whether only errors, warnings and the last line are told.
  var isQuiet = false

  /// - Returns: the run's folder.
  /// - Throws: `ExitStatus.interrupted`, where it was; and what a run throws.
  @discardableResult
  func callAsFunction() throws -> RunFolder {
    let stop = StopRequest()
    // Below the ^C that a terminal shows.
    let lineBreak = Terminal.isInteractive ? "\n" : ""
    // Without training there is no state to save.
    func words(_ noticed: String, _ ending: String) -> StopRequest.Words {
      .init(noticed: lineBreak + noticed, ending: lineBreak + ending)
    }
    let next =
      experiment.trains ? "the same command goes on from there" : "the same command begins again"
    if experiment.trains {
      stop.watchSignals(
        words(
          "ending; no step is done that would have to be saved", "ended; nothing is lost by it"),
        later: words(
          "saving the state; Ctrl-C again ends at once, without saving",
          "ended without saving; the same command goes on from the last checkpoint"))
    } else {
      stop.watchSignals(
        words(
          "ending after the current metrics or picture; Ctrl-C again ends at once",
          "ended; the same command begins again"))
    }
    let printer = ProgressPrinter(shows: isQuiet ? .warnings : .everything)
    defer { printer.close() }
    let began = ContinuousClock.now
    let thisMachine = try machine.machine { stop.endsAtOnce }
    let run = try ExperimentRun(experiment, machine: thisMachine, options: options)
    Terminal.report(isQuiet ? run.warnings.withoutNotes : run.warnings)
    let ending = try run.execute(observer: printer, stop: stop, report: Terminal.report)
    printer.close()
    switch ending {
    case .alreadyFinished:
      Terminal.error("\(run.folder.path) is finished; it is left as it is (--fresh begins anew)")
      tellOfBest(in: run.folder)
      try answer(run.pictures)
    case .finished:
      Terminal.error("finished: \(run.folder.path)")
      tellOfBest(in: run.folder)
      if !isQuiet, let report = run.reportPath { Terminal.error("report: \(report)") }
      tellOfCompiling(on: thisMachine, of: (ContinuousClock.now - began) / .seconds(1))
      try answer(run.pictures)
    case .diverged(let sentence, let inFirstStep):
      let advice =
        run.dataIsFinite
        ? (inFirstStep ? "" : "a smaller learning rate or 'clip_norm' may help; ")
          + "--fresh begins anew"
        : "the data holds numbers that are nan or infinite; the same command sees when they are mended"
      Terminal.error(
        "error: \(sentence)\n  the run has diverged, so it is not trained on: \(run.folder.path)\n  "
          + advice)
      throw ExitStatus.failed
    case .stopped:
      Terminal.error("stopped at step \(run.stepsDone): \(run.folder.path)")
    case .interrupted:
      Terminal.error(
        (experiment.trains ? "interrupted at step \(run.stepsDone), state saved" : "interrupted")
          + ": \(run.folder.path)\n" + next)
      throw ExitStatus.interrupted
    }
    return run.folder
  }

  /// What of the time went into compiling: the lines of epochs do not have it.
  private func tellOfCompiling(on machine: Machine, of seconds: Double) {
    let compiling = machine.compileSeconds
    guard !isQuiet, compiling >= 10 else { return }
    Terminal.error(
      "it took \(ProgressPrinter.clock(seconds)), \(ProgressPrinter.clock(compiling)) of it compiling"
        + (machine.keepsKernels ? ", which the next run is spared" : ""))
  }

  /// Which checkpoint is the best, where that is not the one that other commands take.
  private func tellOfBest(in folder: RunFolder) {
    guard !isQuiet, let best = try? BestCheckpoint(in: folder), !best.isNewest else { return }
    Terminal.error("\(best.sentence); \(folder.path)/best means it")
  }

  private func answer(_ pictures: [String]) throws {
    guard answersPictures, !isQuiet else { return }
    try Terminal.answer(pictures.map { $0 + "\n" }.joined())
  }
}
