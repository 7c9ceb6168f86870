import ArgumentParser
import Commands
import Diagnostics

struct Fmt: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Formats YAML files: spaces, indentation and blank lines, and nothing else.",
    discussion: """
      Values, comments, their order and the lines they stand in stay. Files that change are written in place and \
      named; with --check and --diff nothing is written, and the status is 3 where anything would change.
      """)

  static let examples = [
    CommandExample("A file, in place", "etch fmt vae_mnist.yaml"),
    CommandExample("Whether all files of a folder are right", "etch fmt . --check"),
  ]

  @Argument(
    help: ArgumentHelp(
      "YAML files; folders for every *.yaml in them; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = []

  @Flag(help: "Only name the files that would change.")
  var check = false

  @Flag(help: "Only print what would change.")
  var diff = false

  @Option(help: ArgumentHelp("What messages call standard input.", valueName: "name"))
  var stdinName: String?

  func validate() throws {
    if files.isEmpty {
      throw ValidationError(
        "fmt takes files, folders such as experiments, or - for standard input.")
    }
    let readsInput = files.contains("-")
    if readsInput, files.count > 1 {
      throw ValidationError("- stands for standard input and is given alone.")
    }
    if stdinName != nil, !readsInput {
      throw ValidationError("--stdin-name names standard input, which is given as -.")
    }
  }

  func run() throws {
    if files == ["-"] { return try formatStandardInput() }
    var problems = DiagnosticList()
    var changed = 0
    let paths = try FileFormatting.files(files, problems: &problems)
    for path in paths {
      _ = try problems.collect {
        try GivenFile.check(path, .yaml)
        let formatting = try FileFormatting(path: path)
        guard formatting.differs else { return }
        changed += 1
        if !check, !diff { try formatting.write() }
        try Terminal.answer(diff ? formatting.difference : path + "\n")
      }
    }
    let differs = changed > 0 && (check || diff)
    if differs { tell(changed, of: paths.count) }
    try problems.throwIfErrors()
    if differs { throw ExitStatus.differs }
  }

  /// Says how many files would change: whoever reads standard output finds nothing but their names, or changes, there.
  private func tell(_ changed: Int, of count: Int) {
    let files = changed < count ? "\(changed) of \(count) files" : changed.counted("file")
    let option = diff ? "--diff" : "--check"
    Terminal.error(
      "\(files) would change; fmt without \(option) formats \(changed == 1 ? "it" : "them")")
  }

  private func formatStandardInput() throws {
    let name = stdinName ?? "standard input"
    let formatting = try FileFormatting(standardInputAs: name)
    guard check || diff else { return try Terminal.answer(formatting.formatted) }
    guard formatting.differs else { return }
    try Terminal.answer(diff ? formatting.difference : name + "\n")
    throw ExitStatus.differs
  }
}
