import ArgumentParser
import Commands
import Experiment
import Foundation

struct DemoCommand: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract:
      "Trains three experiments in about four minutes, offline, and shows them on one page.",
    discussion: """
      A map of digits (about 15 seconds on two cores), a painted photo (25 seconds), and a network that learns to forge \
      digits (three minutes). They are runs like any others: what is there already is not trained again.
      """)

  static let examples = [
    CommandExample("With a photo of your own", "etch demo --photo me.jpg")
  ]

  @Option(
    help: ArgumentHelp("Your own photo, JPEG or PNG, to be painted.", valueName: "file"),
    completion: .file(extensions: ["jpg", "jpeg", "png"]))
  var photo: String?

  @Option(help: ArgumentHelp("Where runs and the page are written.", valueName: "folder"))
  var out: String = "outputs"

  /// For tests: a few steps on little data.
  @Flag(help: .hidden)
  var briefly = false

  @OptionGroup var machine: MachineArguments

  func run() throws {
    let demo = try Demo(
      photo: photo,
      shipped: ShippedExperiments(besides: ThisProgram.path),
      folder: FileManager.default.currentDirectoryPath, isBrief: briefly)
    Terminal.error("\(demo.acts.count) experiments, \(demo.duration) in all on two cores")
    let folders = try demo.acts.enumerated().map { index, act in
      Terminal.error(
        "\(index + 1) of \(demo.acts.count): \(act.title), \(Demo.phrase(act.seconds))")
      let loaded = try LoadedExperiment(
        file: demo.file(of: act), profile: act.profile, overrides: act.overrides,
        dataFolder: "data")
      Terminal.report(loaded.warnings.withoutNotes)
      return try RunExecution(
        experiment: loaded, machine: machine,
        options: RunOptions(outFolder: out, commandLine: CommandLine.arguments),
        answersPictures: false)()
    }
    try Terminal.answer(demo.writePage(folders, in: out) + "\n")
  }
}
