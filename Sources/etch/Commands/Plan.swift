import ArgumentParser
import Experiment

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints layers, shapes, parameters, arithmetic, memory and checkpoint size.")

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  func run() throws {
    let loaded = try experiment.load()
    let plan = try Terminal.checkingInput {
      try ExperimentPlan(loaded, machine: machine.machine())
    }
    print(plan.text, terminator: "")
  }
}
