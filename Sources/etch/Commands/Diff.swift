import ArgumentParser
import Commands
import Diagnostics

struct Diff: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what differs between two experiments, and what that means for their runs.",
    discussion: """
      A and B are each a file, REV:path for a file of a revision, a run's folder, NAME/HASH, or a checkpoint. \
      With --git, every experiment whose meaning changed from BASE to HEAD; without HEAD, in the working tree. \
      BASE...HEAD is what HEAD changed since it parted from BASE. \
      KEY=VALUE and --profile hold for both sides; a run has had its profile.

      The classes: cosmetic, the same experiment; outputs, the same numbers shown anew; numerics, a new run that \
      old weights can begin; checkpoint, a new run that old checkpoints do not fit.
      """)

  static let examples = [
    CommandExample(
      "What the file does otherwise than the newest run",
      "etch diff - vae_mnist.yaml --profile quick"),
    CommandExample(
      "What you have changed since the last commit", "etch diff HEAD:vae_mnist.yaml vae_mnist.yaml"),
    CommandExample(
      "What a branch changes, for a review", "etch diff --git main HEAD --format markdown"),
  ]

  @Argument(
    help: ArgumentHelp(
      "A B [KEY=VALUE …], or with --git [BASE [HEAD]] [PATH …].", valueName: "side"),
    completion: RunWords.completion(
      CompletionWords.experimentEndings + CompletionWords.checkpointEndings, isBelowOut: true))
  var words: [String] = []

  @Flag(help: "Compare the experiments of two revisions.")
  var git = false

  @Option(
    help: ArgumentHelp("A profile of the files, such as quick.", valueName: "name"),
    completion: .custom { words, _, _ in CompletionWords.profiles(words) })
  var profile: String?

  @Option(help: ArgumentHelp("text, markdown or json.", valueName: "name"))
  var format: ComparisonReport.Format = .text

  @Flag(help: "End with status 3 where they differ.")
  var exitCode = false

  @Option(
    help: ArgumentHelp(
      "With --exit-code: only from this class on: cosmetic, outputs, numerics or checkpoint.",
      valueName: "class"))
  var failOn: ChangeClass = .cosmetic

  @OptionGroup var lookup: LookupArguments

  @Option(help: ArgumentHelp("Where runs stand that NAME/HASH names.", valueName: "folder"))
  var out: String = "outputs"

  private var sides: [String] { words.filter { !$0.isOverride } }

  func validate() throws {
    if !git, sides.count != 2 {
      throw ValidationError(
        "diff takes two sides, as in etch diff main:experiments/vae.yaml experiments/vae.yaml, or --git."
      )
    }
  }

  func run() throws {
    let reading = ComparedExperiment.Reading(
      profile: profile, overrides: words.filter(\.isOverride), folders: lookup.folders(runs: out),
      program: ThisProgram.path, remark: Terminal.error)
    let report =
      git
      ? try GitComparison(sides, reading).report
      : try ComparisonReport(sides[0], sides[1], reading)
    let options = (profile.map { ["--profile", $0] } ?? []) + lookup.folders(runs: out).words
    let command = (["etch", "diff"] + (git ? ["--git"] : []) + words + options).shownCommand
    // Where a side does not compile, there may be nothing to tell.
    if !report.isEmpty || !report.problems.hasErrors || format != .text {
      try Terminal.answer(report.printed(as: format, command: command))
    }
    try report.problems.throwIfErrors()
    if exitCode, report.differs(from: failOn) { throw ExitStatus.differs }
  }
}

extension ComparisonReport.Format: ExpressibleByArgument {}

extension ChangeClass: ExpressibleByArgument {
  public init?(argument: String) {
    guard let found = ChangeClass.allCases.first(where: { $0.name == argument }) else {
      return nil
    }
    self = found
  }
}
