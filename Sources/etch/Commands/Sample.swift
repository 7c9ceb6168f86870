import ArgumentParser
import Experiment

struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Renders a run's samples and plots from a checkpoint; the run says everything else.")

  @Argument(
    help: ArgumentHelp("The run's folder, or one of its checkpoints.", valueName: "run"),
    completion: .directory)
  var source: String

  @Argument(
    help: ArgumentHelp(
      "Outputs to change: outputs.samples.digits.columns=8.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where paths that begin with data/ are looked up; where the run did, by default.",
      valueName: "folder"))
  var data: String?

  @Option(
    help: ArgumentHelp("Where to write; the run's own folder by default.", valueName: "folder"))
  var out: String?

  @OptionGroup var machine: MachineArguments

  func run() throws {
    let pictures = try Terminal.checkingInput {
      try SampleRenderer(run: source, overrides: overrides, dataFolder: data, out: out)
    }.render(on: machine.machine(), remark: Terminal.error)
    for picture in pictures { print(picture) }
  }
}
