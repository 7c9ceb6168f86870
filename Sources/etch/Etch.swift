import ArgumentParser
import Commands
import Diagnostics
import Foundation
import Processes

@main
struct Etch: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    commandName: "etch",
    abstract: "Trains generative image models, each described by one YAML file.",
    discussion: """
      Try: etch new vae_mnist && etch run vae_mnist.yaml --profile quick

      Exit status: 0 done; 1 it failed on this machine (a full disk, too little memory, no compiler, \
      a folder in use), or a run diverged; 2 what was given is wrong (the experiment, its data, a checkpoint, the command \
      line); 3 fmt, diff or verify found differences; 130 interrupted, state saved.
      """,
    version: Version.current,
    subcommands: [
      New.self, DemoCommand.self, Run.self, Validate.self, Plan.self, Explain.self, Show.self,
      Fmt.self, Diff.self, GitCommand.self, Sweep.self, Sample.self, Report.self, Runs.self,
      Compare.self, Pack.self, Verify.self, CheckpointCommand.self, Kernels.self, Bench.self,
      Fetch.self, SchemaCommand.self, Docs.self, Completion.self, VersionCommand.self,
    ])

  static let examples = [
    CommandExample(
      "A first experiment: writes vae_mnist.yaml into this folder", "etch new vae_mnist"),
    CommandExample(
      "Trains it in seconds, offline, and names the pictures that it makes",
      "etch run vae_mnist.yaml --profile quick"),
    CommandExample("What any word of a file means", "etch explain conv2d"),
  ]

  /// Parses and runs, and ends with the exit status of the language.
  static func main() {
    Terminal.prepare()
    Machine.prepare()
    if CommandLine.arguments.dropFirst().first == "---completion" { return completeWord() }
    if let wrong = CommandNames.argumentThatIsNoText() {
      Terminal.error(
        "error: the argument \(wrong) is no UTF-8 text, as names are here; rename the file")
      Foundation.exit(ExitStatus.wrong.rawValue)
    }
    let arguments = CommandNames.withPaths(Array(CommandLine.arguments.dropFirst()))
    do {
      do {
        let slip =
          CommandNames.blankBesideEquals(in: arguments) ?? CommandNames.missingEquals(in: arguments)
        if let slip { throw slip }
        if let unknown = CommandNames.unknown(in: arguments, of: Etch.self) { throw unknown }
        var command = try parseAsRoot(arguments)
        try command.run()
      } catch  where exitCode(for: error) == .success {
        // Help and the version are errors to the parser, and answers to the user.
        let message = fullMessage(for: error)
        let isHelp = message.hasPrefix("OVERVIEW: ")
        try Terminal.answer(message + (isHelp ? HelpExamples.text(for: arguments) : "\n"))
      }
    } catch {
      Foundation.exit(tell(error).rawValue)
    }
  }

  /// Answers a shell that asks what a word may become. What is wrong with the line so far is no answer, and would
  /// stand in the middle of it.
  private static func completeWord() {
    do {
      _ = try parseAsRoot(Array(CommandLine.arguments.dropFirst()))
    } catch  where exitCode(for: error) == .success {
      try? Terminal.answer(fullMessage(for: error) + "\n")
    } catch {}
  }

  /// Says what went wrong, and returns how the program ends for it.
  private static func tell(_ error: any Error) -> ExitStatus {
    switch error {
    case let status as ExitStatus: return status
    case is Interruption:
      Terminal.error("interrupted before it began; the same command begins again")
      return .interrupted
    case let problem as Diagnostic: return tell(DiagnosticList([problem]))
    case let problems as DiagnosticList:
      Terminal.report(problems)
      return problems.diagnostics.contains { $0.fault == .machine } ? .failed : .wrong
    case _ where exitCode(for: error) == .validationFailure:
      Terminal.error(CommandNames.advised(fullMessage(for: error)))
      return .wrong
    default:
      Terminal.error("error: \(error)")
      return .failed
    }
  }
}

/// How the program ends, for scripts and make.
enum ExitStatus: Int32, Error {
  /// What was given is right, but could not be done: a full disk, too little memory, a folder in use; or a run diverged.
  case failed = 1
  /// The experiment, its data, a checkpoint or the command line is wrong.
  case wrong = 2
  /// What was compared differs, as asked for with `fmt --check`, `fmt --diff` and `diff --exit-code`.
  case differs = 3
  case interrupted = 130
}
