import ArgumentParser
import Commands

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints layers, shapes, parameters, arithmetic, memory and checkpoint size.")

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  func run() throws {
    let loaded = try experiment.load()
    try Terminal.answer(ExperimentPlan(loaded, machine: machine.machine()).text)
  }
}
