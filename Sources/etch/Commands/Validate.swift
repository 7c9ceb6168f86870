import ArgumentParser
import Diagnostics
import Experiment

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks files and reports everything that is wrong with them at once.")

  @Argument(
    help: ArgumentHelp(
      "The experiment files, and what to set in each of them, such as train.epochs=3.",
      valueName: "files"), completion: .file(extensions: ["yaml", "yml"]))
  var words: [String]

  private var files: [String] { words.filter { !$0.isOverride } }

  @Option(
    help: ArgumentHelp(
      "Checks under this profile only, such as quick; otherwise under none and under each.",
      valueName: "name"))
  var profile: String?

  @OptionGroup var lookup: LookupArguments

  @Flag(help: "Warnings that the file does not allow are errors.")
  var strict = false

  @Flag(help: "Looks at all profiles, of however many.")
  var noLimits = false

  @Flag(
    help: ArgumentHelp(
      "Another file made etch fail, and this goes on with the rest.", visibility: .hidden))
  var afterFailure = false

  func validate() throws {
    if files.isEmpty { throw ValidationError("validate takes at least one file.") }
  }

  func run() throws {
    let overrides = words.filter(\.isOverride)
    var isWrong = false
    for (index, file) in files.enumerated() {
      watch(file, rest: files[(index + 1)...])
      let validation = try FileValidation(
        file: file, profile: profile, overrides: overrides, dataFolder: lookup.data,
        weightsFolder: lookup.weights, strict: strict, allowsOutside: lookup.allowOutside,
        isLimited: !noLimits)
      Terminal.report(validation.remarks)
      if validation.isRight { try Terminal.answer("\(file): ok\n") } else { isWrong = true }
    }
    if afterFailure { throw ExitStatus.failed }
    if isWrong { throw ExitStatus.wrong }
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
    TrapGuard.watch(
      saying: "error: etch itself failed on '\(name)': a mistake in etch, not in the file\n",
      thenRunning: rest.isEmpty ? nil : arguments + ["--"] + words.filter(\.isOverride) + rest)
  }
}
