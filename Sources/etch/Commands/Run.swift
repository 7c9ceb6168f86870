import ArgumentParser
import Commands
import Diagnostics

struct Run: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains an experiment, or resumes its interrupted run.",
    discussion: """
      A run stands in OUT/NAME/HASH, where the hash covers everything that changes training numbers. \
      A finished run is left as it is. In the lines of epochs, * marks a figure that is better than in all before: \
      one that the best checkpoint or the end of training goes by, or what the only update minimizes, a loss or a \
      sum of several whose weights stay as they are.
      """)

  static let examples = [
    CommandExample(
      "A few seconds, without any download", "etch run vae_mnist.yaml --profile quick"),
    CommandExample(
      "With other values than the file has",
      "etch run vae_mnist.yaml --profile quick train.epochs=3 train.batch_size=64"),
    CommandExample(
      "The newest run of it, trained further",
      "etch run vae_mnist.yaml --profile quick train.epochs=20 --continue -"),
  ]

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Option(help: ArgumentHelp("Where runs are written.", valueName: "folder"))
  var out: String = "outputs"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after so many steps; 0 writes the initial checkpoint. The run can go on later.",
      valueName: "count"))
  var steps: Int?

  @Flag(help: "Remove the earlier run of the same experiment, and start over.")
  var fresh = false

  @Flag(help: "Resume although the data, the version or the machine has changed.")
  var acceptChanges = false

  @Option(
    name: .customLong("continue"),
    help: ArgumentHelp(
      "Train another run further: its folder, NAME (of several the newest), NAME/HASH, the beginning of its hash, a checkpoint, RUN/best for the best one, or - for the newest of this experiment. Counts go on; the new run has a folder of its own.",
      valueName: "run"),
    completion: RunWords.completion(CompletionWords.checkpointEndings, isBelowOut: true))
  var continues: String?

  @Flag(
    name: .shortAndLong,
    help: "Print only errors, warnings and the last line, which names the run's folder.")
  var quiet = false

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out takes a folder, not an empty text.") }
    if let continues, continues.allSatisfy(\.isWhitespace) {
      throw ValidationError(
        "--continue takes a run, not an empty text: - for the newest of this experiment, NAME/HASH or a folder for another."
      )
    }
    if let steps, steps < 0 {
      throw ValidationError("--steps takes a whole number from 0, not \(steps).")
    }
  }

  func run() throws {
    let loaded = try experiment.load(runs: out)
    if PackedRun.isPack(experiment.file) {
      let pack = try PackedRun(experiment.file)
      let told = [pack.remarkOfParent, quiet ? nil : pack.noteOfWeights].compactMap { $0 }
      Terminal.report(DiagnosticList(told))
    }
    try RunExecution(
      experiment: loaded, machine: machine,
      options: RunOptions(
        outFolder: out, steps: steps, fresh: fresh, acceptChanges: acceptChanges,
        continues: continues, commandLine: CommandLine.arguments), isQuiet: quiet)()
  }
}
