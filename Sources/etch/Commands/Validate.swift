import ArgumentParser
import Commands
import Diagnostics
import Experiment

struct Validate: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks files and reports everything that is wrong with them at once.",
    discussion: """
      The file - is what standard input has. --format json writes one JSON object a diagnostic to standard output, \
      as schemas/diagnostic.schema.json says; the exit status is the same.
      """)

  static let examples = [
    CommandExample("All that is wrong with a file", "etch validate vae_mnist.yaml"),
    CommandExample(
      "Whether a change would be right",
      "etch validate vae_mnist.yaml --profile quick train.batch_size=64 --strict"
    ),
  ]

  @Argument(
    help: ArgumentHelp(
      "The experiment files, and what to set in each of them, such as train.epochs=3.",
      valueName: "files"), completion: .file(extensions: ["yaml", "yml"]))
  var words: [String]

  private var files: [String] { words.filter { !$0.isOverride } }

  @Option(
    help: ArgumentHelp(
      "Checks under this profile only, such as quick; otherwise under none and, where nothing is set, under each.",
      valueName: "name"))
  var profile: String?

  @OptionGroup var lookup: LookupArguments

  @Flag(help: "Warnings that the file does not allow are errors.")
  var strict = false

  @Option(help: "How diagnostics are written: text, for people; json, for programs.")
  var format: DiagnosticFormat = .text

  @Flag(help: "Looks at all profiles, of however many.")
  var noLimits = false

  @Flag(
    help: ArgumentHelp(
      "Another file made etch fail, and this goes on with the rest.", visibility: .hidden))
  var afterFailure = false

  func validate() throws {
    if files.isEmpty { throw ValidationError("validate takes at least one file.") }
    if files.count(where: { $0 == StandardInput.name }) > 1 {
      throw ValidationError("Standard input has one experiment: - stands once.")
    }
  }

  func run() throws {
    let overrides = words.filter(\.isOverride)
    var (isWrong, hasFailed) = (false, false)
    for (index, file) in files.enumerated() {
      watch(file, rest: files[(index + 1)...])
      let problems = try problems(of: file, overrides).diagnostics.filter { $0.severity == .error }
      isWrong = isWrong || !problems.isEmpty
      hasFailed = hasFailed || problems.contains { $0.fault == .machine }
    }
    if afterFailure || hasFailed { throw ExitStatus.failed }
    if isWrong { throw ExitStatus.wrong }
  }

  /// Checks one file, and tells what is to be said of it.
  private func problems(of file: String, _ overrides: [String]) throws -> DiagnosticList {
    var remarks = DiagnosticList()
    let validation = try remarks.collect {
      if file != StandardInput.name { try GivenFile.check(file) }
      return try FileValidation(
        file: file, text: file == StandardInput.name ? StandardInput.text() : nil, profile: profile,
        overrides: overrides, dataFolder: lookup.data,
        weightsFolder: lookup.weights, strict: strict, allowsOutside: lookup.allowOutside,
        isLimited: !noLimits, memory: Machine.memory)
    }
    if let validation { remarks = validation.remarks }
    switch format {
    case .text:
      Terminal.report(remarks)
      if !remarks.hasErrors { try Terminal.answer("\(file): ok\n") }
    case .json: try Terminal.answer(remarks.jsonLines(about: file))
    }
    return remarks
  }

  /// What follows should checking a file make the program fail.
  private func watch(_ file: String, rest: ArraySlice<String>) {
    // One file alone fails as any program does.
    guard files.count > 1 || afterFailure else { return }
    let name = file.escapedForDisplay
    var arguments = ["validate", "--after-failure"] + lookup.words
    if let profile { arguments += ["--profile", profile] }
    if strict { arguments.append("--strict") }
    if noLimits { arguments.append("--no-limits") }
    if format != .text { arguments += ["--format", format.rawValue] }
    TrapGuard.watch(
      saying: "error: etch itself failed on '\(name)': a mistake in etch, not in the file\n",
      thenRunning: rest.isEmpty ? nil : arguments + ["--"] + words.filter(\.isOverride) + rest)
  }
}

/// How diagnostics are written.
enum DiagnosticFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
