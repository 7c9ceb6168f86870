import ArgumentParser
import Commands
import Diagnostics
import Foundation
import Processes
import Training

struct Sweep: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the trials of a sweep, lists them, or prints them for make or a scheduler.",
    discussion: """
      Each trial is a run of its own in OUT/NAME/HASH, so finished trials are never trained again; the same \
      command resumes interrupted ones. All trials are checked before the first one runs.

      A file batch.yaml for the examples, beside what 'etch new vae_mnist' makes:
      {sweep: vae_mnist.yaml, profile: quick, grid: {train.batch_size: [32, 64]}, objective: {minimize: reconstruction}}
      """)

  static let examples = [
    CommandExample("The trials, before they run", "etch sweep batch.yaml --list"),
    CommandExample("Two at once", "etch sweep batch.yaml --jobs 2"),
    CommandExample("What came out, the best first", "etch sweep batch.yaml --table --sort"),
  ]

  @Argument(help: "The sweep's file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Flag(help: "List the trials, with the state of each.")
  var list = false
  @Flag(help: "Print the results: settings and their metrics over the seeds.")
  var table = false
  @Flag(help: "Print rules for make.")
  var make = false
  @Flag(help: "Print a job array for Slurm.")
  var slurm = false
  @Flag(help: "Print a command for each trial, for GNU parallel.")
  var parallel = false
  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Run one trial, by its number or hash; by the number of a scheduler's array task by default.",
      valueName: "trial"))
  var trial: String?

  @Flag(help: "With --list or --table: as comma-separated values.")
  var csv = false
  @Flag(help: "With --list or --table: as Markdown.")
  var markdown = false
  @Flag(help: "With --list or --table: as JSON.")
  var json = false
  @Flag(help: "With --table: the best setting first.")
  var sort = false

  @Option(help: ArgumentHelp("How many trials run at once.", valueName: "count"))
  var jobs = 1
  @Flag(help: "Stop the others when a trial fails; their states are saved.")
  var failFast = false
  @Flag(help: "Run failed trials again.")
  var retryFailed = false
  @Option(help: ArgumentHelp("With --slurm: how many trials run at once.", valueName: "count"))
  var arrayLimit: Int?

  @OptionGroup var machine: MachineArguments
  @Option(help: ArgumentHelp("Where runs are written.", valueName: "folder"))
  var out: String = "outputs"
  @OptionGroup var lookup: LookupArguments

  @Option(help: .hidden) var steps: Int?
  @Option(help: .hidden) var epochs: Int?
  @Option(help: .hidden) var endsWith: Int32?

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out takes a folder, not an empty text.") }
    if !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a whole number from 1 to 1024, not \(jobs).")
    }
    if let arrayLimit, arrayLimit < 1 {
      throw ValidationError("--array-limit takes a whole number from 1, not \(arrayLimit).")
    }
    let modes = [
      list ? "--list" : nil, table ? "--table" : nil, make ? "--make" : nil,
      slurm ? "--slurm" : nil, parallel ? "--parallel" : nil, trial == nil ? nil : "--trial",
    ].compactMap { $0 }
    if modes.count > 1 {
      throw ValidationError("\(modes.joined(separator: " and ")) are different things to do.")
    }
    let formats = [csv, markdown, json].filter { $0 }.count
    if formats > 1 { throw ValidationError("--csv, --markdown and --json are one at a time.") }
    if formats > 0 || sort, !list, !table {
      throw ValidationError("--csv, --markdown, --json and --sort are of --list and --table.")
    }
  }

  private var format: TextTable.Format {
    csv ? .csv : markdown ? .markdown : json ? .json : .text
  }

  func run() throws {
    if let endsWith { try Interruption.endsWith(parent: endsWith) }
    try GivenFile.check(file, .sweep)
    let plan = try SweepPlan(file: file, folders: lookup.folders(runs: out))
    if let trial { return try runTrial(trial, of: plan) }
    Terminal.report(plan.remarks)
    if list {
      if format == .text { try Terminal.answer(plan.heading + "\n") }
      return try Terminal.answer(plan.list(in: out).printed(as: format))
    }
    if table { return try Terminal.answer(plan.table(in: out, sorted: sort, as: format)) }
    let (sources, missingData) = try plan.check()
    let scripts = SweepScripts(
      plan, out: out,
      arguments: (out == "outputs" ? [] : ["--out", out]) + lookup.words + machineArguments)
    if make || slurm || parallel {
      let text =
        try make
        ? scripts.makefile(sources: sources)
        : slurm ? scripts.slurm(limit: arrayLimit) : scripts.lines()
      // What is refused leaves no folder.
      try scripts.prepare()
      return try Terminal.answer(text)
    }
    try missingData.asErrors.throwIfErrors()
    try runAll(plan)
  }

  /// What every trial is told as this command is, of the machine.
  private var machineArguments: [String] {
    var words: [String] = []
    if machine.backend != .compiled { words += ["--backend", machine.backend.rawValue] }
    if machine.noCache { words.append("--no-cache") }
    if let level = machine.level, machine.backend == .compiled { words += ["--level", level] }
    return words
  }

  /// One trial in this process; a training that diverged is done.
  private func runTrial(_ word: String, of plan: SweepPlan) throws {
    let isNumber = word.isEmpty || (Int(word) != nil && word.count < 10)
    let number =
      word.isEmpty ? try ArrayTask.number(in: ProcessInfo.processInfo.environment) : word
    let trial = try plan.trial(number)
    if isNumber { try plan.checkNumbers(in: out) }
    let experiment = try plan.load(trial)
    Terminal.report(experiment.warnings.withoutNotes)
    Terminal.error("\(plan.name) \(trial.number)/\(plan.trials.count): \(plan.phrase(of: trial))")
    try plan.waitForFolder(of: trial, in: out)
    var options = RunOptions(
      outFolder: out, steps: steps, commandLine: TrialCommand.typed(CommandLine.arguments))
    options.epochs = epochs
    do {
      try RunExecution(experiment: experiment, machine: machine, options: options)()
    } catch {
      // The run has said so itself.
      guard plan.hasDiverged(trial, in: out) else { throw error }
      Terminal.error("diverged, which is done as far as the sweep goes")
    }
  }

  private func runAll(_ plan: SweepPlan) throws {
    guard let program = Bundle.main.executablePath else {
      throw Diagnostic.machine("the program does not know where it stands")
    }
    let printer = SweepPrinter(plan)
    defer { printer.close() }
    Interruption.stopGracefully(
      noticed: (Terminal.isInteractive ? "\n" : "")
        + "the trials save their states; Ctrl-C again ends them at once\n",
      ending: "ended without saving; the same command goes on from the last checkpoints\n")
    let run = SweepRun(
      plan,
      options: SweepOptions(
        outFolder: out, jobs: jobs, threads: machine.threads,
        failFast: failFast, retriesFailed: retryFailed, program: program,
        arguments: lookup.words + machineArguments)
    ) { printer.tell($0) }
    let ending = try run.execute()
    printer.close()
    switch ending {
    case .finished, .failed:
      try Terminal.answer(plan.table(in: out, sorted: plan.hasObjective, as: .text))
      Terminal.error("report: \(plan.page(in: out))")
      if ending == .failed { throw ExitStatus.failed }
    case .interrupted:
      Terminal.error("interrupted, states saved; the same command goes on from there")
      throw ExitStatus.interrupted
    }
  }
}
