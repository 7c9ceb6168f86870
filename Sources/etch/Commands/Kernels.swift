import ArgumentParser
import Commands

struct Kernels: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Lists the kernels of the compiled programs; prints their C, and what compiler passes make.",
    discussion: """
      A kernel is a line, in the order in which they run; '+' stands before one that runs at the same time as the one \
      above it. Below the kernels of a program stands how each of its convolutions is computed, directly or by Winograd's \
      algorithm, and why: the milliseconds are those of a model with fixed constants, so that every machine chooses alike.
      """)

  static let examples = [
    CommandExample(
      "What the kernels do, and how each convolution is computed",
      "etch kernels vae_mnist.yaml --profile quick"),
    CommandExample(
      "What takes the time of a step", "etch kernels vae_mnist.yaml --profile quick --time"),
    CommandExample("The C of one kernel", "etch kernels vae_mnist.yaml --kernel k03"),
  ]

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Flag(help: "Train for some seconds, and tell how long each kernel of a step takes.")
  var time = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long to train with --time.", valueName: "seconds"))
  var seconds: Double = 3

  @Option(help: ArgumentHelp("Print the C of this kernel: k03.", valueName: "kernel"))
  var kernel: String?

  @Option(
    help: ArgumentHelp(
      "Print what stands after this pass: choose-lowering, or plan-memory, which is all C.",
      valueName: "pass"))
  var after: String?

  func validate() throws {
    guard [time, kernel != nil, after != nil].count(where: { $0 }) < 2 else {
      throw ValidationError("--time, --kernel and --after ask for different things; give one.")
    }
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds takes a number above 0 and up to 3600.")
    }
  }

  func run() throws {
    let loaded = try experiment.load()
    let machine = try machine.machine(describes: time)
    if time {
      try Terminal.answer(KernelTimes(loaded, machine: machine, seconds: seconds).text)
    } else {
      let content: KernelListing.Content =
        after.map { .pass($0) } ?? kernel.map { .kernel($0) } ?? .table
      try Terminal.answer(KernelListing(loaded, machine: machine, showing: content).text)
    }
  }
}
