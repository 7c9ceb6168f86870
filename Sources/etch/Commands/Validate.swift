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
    var isWrong = false
    for file in files {
      var remarks = DiagnosticList()
      let loaded = try remarks.collect {
        try LoadedExperiment(file: file, profile: profile, overrides: [], dataFolder: data)
      }
      if let loaded {
        remarks.add(loaded.warnings)
        remarks.add(loaded.missingData)
      }
      Terminal.report(remarks)
      if loaded == nil { isWrong = true } else { try Terminal.answer("\(file): ok\n") }
    }
    if isWrong { throw ExitStatus.wrong }
  }
}
