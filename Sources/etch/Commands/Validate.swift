import ArgumentParser
import Diagnostics
import Experiment

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks files and reports everything that is wrong with them at once.")

  @Argument(
    help: "The experiment files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @Option(help: ArgumentHelp("A profile of the files, such as quick.", valueName: "name"))
  var profile: String?

  @Option(
    help: ArgumentHelp("Where paths that begin with data/ are looked up.", valueName: "folder"))
  var data: String = "data"

  func run() throws {
    var failed = false
    for file in files {
      do {
        let loaded = try LoadedExperiment(
          file: file, profile: profile, overrides: [], dataFolder: data)
        var remarks = loaded.warnings
        remarks.add(loaded.missingData)
        Terminal.report(remarks)
        print("\(file): ok")
      } catch let problem as Diagnostic {
        Terminal.report(DiagnosticList([problem]))
        failed = true
      } catch let problems as DiagnosticList {
        Terminal.report(problems)
        failed = true
      }
    }
    if failed { throw ExitStatus.wrong }
  }
}
