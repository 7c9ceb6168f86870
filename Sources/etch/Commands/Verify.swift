import ArgumentParser
import Commands
import Diagnostics
import Training

struct Verify: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the first steps of a packed run again and compares every bit.",
    discussion: """
      The status is 0 where the state is the same, and 3 where it is not; then the first step and entry are named, and \
      what differs between both machines.
      """)

  static let examples = [
    CommandExample(
      "Ten steps of a run that you were sent", "etch verify vae_mnist-*.etch --steps 10")
  ]

  @Argument(
    help: ArgumentHelp("A file that etch pack has written.", valueName: "file"),
    completion: .file(extensions: ["etch"]))
  var file: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many steps to train at most.", valueName: "count"))
  var steps: Int = 50

  @Option(
    help: ArgumentHelp("Where paths that begin with data/ are looked up.", valueName: "folder"))
  var data: String = "data"

  @OptionGroup var machine: MachineArguments

  func validate() throws {
    if steps < 1 {
      throw ValidationError("--steps takes a whole number from 1, not \(steps).")
    }
  }

  func run() throws {
    try GivenFile.check(file, .pack)
    let stop = StopRequest()
    stop.watchSignals(.init(noticed: "ending after this step", ending: "ended"))
    let printer = ProgressPrinter(shows: .withoutHeader)
    defer { printer.close() }
    let verification = try PackVerification(
      file, steps: steps, dataFolder: data, machine: machine.machine { stop.endsAtOnce },
      observer: printer, stop: stop)
    printer.close()
    try Terminal.answer(verification.lines.map { $0 + "\n" }.joined())
    if case .different = verification.outcome { throw ExitStatus.differs }
  }
}
