import ArgumentParser
import Commands

struct Kernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the compiled programs: kernels, fusion, memory plan and generated C.")

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Option(help: ArgumentHelp("Print what stands after this pass instead.", valueName: "pass"))
  var after: String?

  func run() throws {
    let loaded = try experiment.load()
    try Terminal.answer(KernelListing(loaded, machine: machine.machine(), after: after).text)
  }
}
