import ArgumentParser
import Commands
import Diagnostics

struct Runs: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists runs: settings that differ, progress, losses and metrics.")

  static let examples = [
    CommandExample(
      "Those that are finished, by their best figures", "etch runs --where status=finished --best"),
    CommandExample("A page of all", "etch runs --html"),
  ]

  @Argument(
    help: ArgumentHelp("Folders of runs, or runs.", valueName: "folder"), completion: .directory)
  var folders: [String] = ["outputs"]

  @Option(help: ArgumentHelp("Only runs of the experiment of this name.", valueName: "name"))
  var name: String?
  @Option(
    help: ArgumentHelp(
      "Only runs for which this holds: params.latent=2, status=finished, bce<0.2.",
      valueName: "condition"))
  var `where`: [String] = []
  @Option(
    help: ArgumentHelp(
      "The column, figure or key to sort by, the lowest first, and of the best values the best; the newest first by default.",
      valueName: "column"))
  var sort: String?
  @Flag(help: "Only the last value of each figure.")
  var last = false
  @Flag(
    help:
      "Only the best value of each figure of which it is known what is better, and the last of others."
  )
  var best = false
  @Flag(help: "As comma-separated values, every number whole.")
  var csv = false
  @Flag(help: "As JSON, every number whole.")
  var json = false
  @Flag(help: "As Markdown.")
  var markdown = false
  @Flag(help: "All settings and figures, also those that do not differ.")
  var allColumns = false
  @Flag(help: "Write index.html into the first folder, each run leading to its report.")
  var html = false
  @Option(
    help: ArgumentHelp(
      "Write a page of what each experiment came to: pictures, curves, time, memory.",
      valueName: "file"))
  var gallery: String?

  /// The most columns that are named which are not shown.
  private static let mostNamed = 12

  func validate() throws {
    if [csv, json, markdown].filter({ $0 }).count > 1 {
      throw ValidationError("--csv, --markdown and --json are one at a time.")
    }
    if html, gallery != nil { throw ValidationError("--html and --gallery are one at a time.") }
    if last, best { throw ValidationError("--last and --best are one at a time.") }
  }

  func run() throws {
    let written = try self.where.map { try RunFilter($0) }
    let index = try RunIndex(folders, name: name)
    Terminal.report(index.remarks)
    let filters =
      index.runs.isEmpty ? written : try written.map { try $0.resolved(among: index.runs) }
    let runs = index.runs.filter { run in filters.allSatisfy { $0.holds(for: run) } }
    guard !runs.isEmpty else {
      Terminal.error("no run\(index.runs.isEmpty ? " stands there" : " is like that")")
      return
    }
    if html {
      let path = try RunPages.writeIndex(runs, in: folders[0])
      return try Terminal.answer(path + "\n")
    }
    if let gallery {
      try RunPages.writeGallery(runs, to: gallery)
      return try Terminal.answer(gallery + "\n")
    }
    let table = RunTable(
      runs, moment: last ? .last : best ? .best : .both, showsAll: allColumns)
    let format: TextTable.Format = csv ? .csv : json ? .json : markdown ? .markdown : .text
    try Terminal.answer(table.table(sort: sort, isData: csv || json).printed(as: format))
    let hidden = table.hiddenDifferences + table.hiddenFigures.filter { $0 != sort }
    if format == .text, !hidden.isEmpty {
      let more = hidden.count - Self.mostNamed
      Terminal.error(
        "--all-columns also shows \(hidden.prefix(Self.mostNamed).joined(separator: ", "))"
          + (more > 0 ? " and \(more) more" : ""))
    }
  }
}

struct Compare: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares runs side by side: settings that differ, losses and metrics.",
    discussion: """
      A run is a folder, NAME (of several the newest), NAME/HASH, the beginning of a hash, or - for the newest. \
      The number after @ is the epoch. It is known what is better of a figure that the best checkpoint or the end of \
      training goes by, of what the only update minimizes, of metrics that are that loss of other examples, and of metrics \
      that say so themselves: kid and frechet, and names that end in accuracy, psnr, ssim and the like. In JSON, half_width_95 is half of the 95 % interval: of the \
      last value of a figure, where it has one, in a row of its own; of the trials of a sweep, of the mean over the seeds.
      """)

  static let examples = [
    CommandExample(
      "All runs of two experiments, with curves and pictures",
      "etch compare outputs/vae_mnist/* outputs/mine/* --html compared.html"),
    CommandExample("The trials of a sweep", "etch compare --sweep batch.yaml"),
    CommandExample(
      "One figure of the two newest runs, where it was best",
      "etch compare vae_mnist mine --figures total --at best"),
  ]

  @Argument(
    help: ArgumentHelp("The runs.", valueName: "run"),
    completion: RunWords.completion(isBelowOut: true))
  var runs: [String] = []
  @Option(
    help: ArgumentHelp("The trials of a sweep instead, over their seeds.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var sweep: String?
  @Option(help: ArgumentHelp("Where runs stand.", valueName: "folder"))
  var out: String = "outputs"
  @OptionGroup var lookup: LookupArguments
  @Option(
    help: ArgumentHelp(
      "Only these figures, in this order: test_loss,accuracy.", valueName: "names"))
  var figures: String?
  @Option(
    help: ArgumentHelp(
      "Which of their values: last, best where it is known what is better, or that of a step; by default the last, the lowest and the highest.",
      valueName: "moment"), completion: .list(["last", "best"]))
  var at: String?
  @Flag(help: "As Markdown.")
  var markdown = false
  @Flag(help: "As JSON, every number whole.")
  var json = false
  @Option(
    help: ArgumentHelp(
      "Write a page with curves and pictures side by side.", valueName: "file"))
  var html: String?

  func validate() throws {
    if html != nil, markdown || json {
      throw ValidationError("--html, --markdown and --json are one at a time.")
    }
    if markdown, json { throw ValidationError("--markdown and --json are one at a time.") }
    if sweep != nil, !runs.isEmpty {
      throw ValidationError("either runs or --sweep are compared.")
    }
    if sweep == nil, runs.count < 2 {
      throw ValidationError("two runs at least are compared: etch compare RUN RUN.")
    }
    if wanted?.isEmpty == true {
      throw ValidationError("--figures takes names with commas between them.")
    }
  }

  /// Each once.
  private var wanted: [String]? {
    figures?.split { $0 == "," || $0 == " " }.map(String.init).unique
  }

  func run() throws {
    let format: TextTable.Format = json ? .json : markdown ? .markdown : .text
    let moment = try at.map { try FigureMoment($0) }
    if let sweep {
      try GivenFile.check(sweep, .sweep)
      let plan = try SweepPlan(file: sweep, folders: lookup.folders(runs: out))
      if let html { return try answer(plan.runs(in: out), moment, html) }
      let table =
        try wanted == nil && moment == nil
        ? plan.table(in: out, sorted: plan.hasObjective, as: format)
        : plan.table(in: out, of: wanted, at: moment, sorted: plan.hasObjective, as: format)
      return try Terminal.answer(table)
    }
    let meant = try runs.map { try RunIndex.run($0, in: out, remark: Terminal.error) }
    let (found, remark) = RunComparison.distinct(runs, meant)
    if let remark { Terminal.error(remark) }
    let comparison = try RunComparison(found, figures: wanted, at: moment)
    if let remark = comparison.remarkOnData { Terminal.error(remark) }
    if let html { return try answer(found, moment, html) }
    try Terminal.answer(comparison.table(isData: json).printed(as: format))
    for remark in comparison.remarksOnFigures { Terminal.error(remark) }
  }

  private func answer(_ runs: [IndexedRun], _ moment: FigureMoment?, _ path: String) throws {
    try RunPages.writeComparison(RunComparison(runs, figures: wanted, at: moment), to: path)
    try Terminal.answer(path + "\n")
  }
}
