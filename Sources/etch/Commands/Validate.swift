import ArgumentParser
import Diagnostics
import Experiment

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks files and reports everything that is wrong with them at once.")

  @Argument(
    help: "The experiment files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Checks under this profile only, such as quick; otherwise under none and under each.",
      valueName: "name"))
  var profile: String?

  @Option(
    help: ArgumentHelp("Where paths that begin with data/ are looked up.", valueName: "folder"))
  var data: String = "data"

  @Option(
    help: ArgumentHelp(
      "Where paths that begin with weights/ are looked up.", valueName: "folder"))
  var weights: String = "weights"

  func run() throws {
    var isWrong = false
    for file in files {
      let validation = try FileValidation(
        file: file, profile: profile, dataFolder: data, weightsFolder: weights)
      Terminal.report(validation.remarks)
      if validation.isRight { try Terminal.answer("\(file): ok\n") } else { isWrong = true }
    }
    if isWrong { throw ExitStatus.wrong }
  }
}
