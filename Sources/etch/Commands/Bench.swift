import ArgumentParser
import Commands

struct Bench: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Times the training step: median, spread and minimum, examples and GFLOP a second, compile time, peak memory.",
    discussion: """
      The operations are those of matrix products and convolutions as they run, as in 'etch kernels --time'. \
      Missing data is made up, if its shapes are known: the time of a step does not depend on its numbers.
      """)

  static let examples = [
    CommandExample(
      "A step on two threads, without any download",
      "etch bench vae_mnist.yaml --profile quick --threads 2"),
    CommandExample("For a script", "etch bench vae_mnist.yaml --profile quick --json --seconds 20"),
  ]

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long to measure.", valueName: "seconds"))
  var seconds: Double = 6

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds takes a number above 0 and up to 3600.")
    }
  }

  func run() throws {
    let loaded = try experiment.load(makesUpData: true)
    let result = try Benchmark(loaded, machine: machine.machine(), seconds: seconds)
    try Terminal.answer((json ? result.json : result.text) + "\n")
  }
}
