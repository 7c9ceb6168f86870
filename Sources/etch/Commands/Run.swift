import ArgumentParser
import Commands
import Diagnostics
import Foundation
import Training

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains; goes on with an interrupted run of the same experiment.",
    discussion: """
      A run stands in OUT/NAME/HASH, where the hash covers everything that changes training numbers. \
      A finished run is left as it is.
      """)

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Option(help: ArgumentHelp("Where runs are written.", valueName: "folder"))
  var out: String = "outputs"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after so many steps; 0 writes the initial checkpoint. The run can go on later.",
      valueName: "count"))
  var steps: Int?

  @Flag(help: "Remove what an earlier run of the same experiment left, and begin anew.")
  var fresh = false

  @Flag(help: "Go on although the data, the version or the machine has changed.")
  var acceptChanges = false

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out takes a folder, not an empty text.") }
    if let steps, steps < 0 {
      throw ValidationError("--steps takes a whole number from 0, not \(steps).")
    }
  }

  func run() throws {
    let loaded = try experiment.load(runs: out)
    let stop = StopRequest()
    // Below the ^C that a terminal shows.
    let lineBreak = Terminal.isInteractive ? "\n" : ""
    // Without training there is no state to save.
    let (noticed, ended, next) =
      loaded.trains
      ? (
        "saving the state; Ctrl-C again ends at once, without saving",
        "ended without saving; the same command goes on from the last checkpoint",
        "the same command goes on from there"
      )
      : (
        "ending after the current metrics or picture; Ctrl-C again ends at once",
        "ended; the same command begins again", "the same command begins again"
      )
    stop.watchSignals(noticed: lineBreak + noticed, ending: lineBreak + ended)
    let printer = ProgressPrinter()
    defer { printer.close() }
    let run = try ExperimentRun(
      loaded, machine: machine.machine { stop.endsAtOnce },
      options: RunOptions(
        outFolder: out, steps: steps, fresh: fresh, acceptChanges: acceptChanges,
        commandLine: CommandLine.arguments))
    let ending = try run.execute(observer: printer, stop: stop, report: Terminal.report)
    printer.close()
    switch ending {
    case .alreadyFinished:
      Terminal.error("\(run.folder.path) is finished; it is left as it is (--fresh begins anew)")
      try Terminal.answer(run.pictures.map { $0 + "\n" }.joined())
    case .finished:
      Terminal.error("finished: \(run.folder.path)")
      try Terminal.answer(run.pictures.map { $0 + "\n" }.joined())
    case .diverged(let sentence):
      Terminal.error(
        "error: \(sentence)\n  the run has diverged, so it is not trained on: \(run.folder.path)\n  "
          + "a smaller learning rate or 'clip_norm' may help; --fresh begins anew")
      throw ExitStatus.failed
    case .stopped:
      Terminal.error("stopped at step \(run.stepsDone): \(run.folder.path)")
    case .interrupted:
      Terminal.error(
        (loaded.trains ? "interrupted at step \(run.stepsDone), state saved" : "interrupted")
          + ": \(run.folder.path)\n" + next)
      throw ExitStatus.interrupted
    }
  }
}
