import ArgumentParser
import Diagnostics
import Experiment
import Foundation

@main
struct Etch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "etch",
    abstract: "Trains generative image models, each described by one YAML file.",
    discussion: """
      etch run experiments/vae_mnist.yaml --profile quick

      Exit status: 0 done, 1 the run failed, 2 the experiment or the command line is wrong, \
      130 interrupted (state saved).
      """,
    version: Version.current,
    subcommands: [
      Run.self, Validate.self, Plan.self, Explain.self, Show.self, Sample.self,
      CheckpointCommand.self,
      Kernels.self, Bench.self, SchemaCommand.self,
    ])

  /// Parses and runs, with the exit status of the language: a wrong command line is 2, like a wrong file.
  static func main() {
    // A reader that goes away (`etch show f.yaml | head`) ends the program quietly, as with other tools.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let status as ExitStatus {
      Foundation.exit(status.rawValue)
    } catch let problem as Diagnostic {
      Terminal.report(DiagnosticList([problem]))
      Foundation.exit(ExitStatus.failed.rawValue)
    } catch let problems as DiagnosticList {
      Terminal.report(problems)
      Foundation.exit(ExitStatus.failed.rawValue)
    } catch {
      let status = exitCode(for: error)
      guard status == .success else {
        Terminal.error(fullMessage(for: error))
        Foundation.exit(ExitStatus.wrong.rawValue)
      }
      print(fullMessage(for: error))
    }
  }
}

/// How the program ends, for scripts and make.
enum ExitStatus: Int32, Error {
  case failed = 1
  case wrong = 2
  case interrupted = 130
}
