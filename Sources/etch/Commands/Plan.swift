import ArgumentParser
import Commands

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints layers, shapes, parameters, arithmetic, memory and checkpoint size.")

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Option(
    help: ArgumentHelp(
      "Draw the model instead: FILE.svg, or FILE.dot for Graphviz.", valueName: "file"),
    completion: .file(extensions: ["svg", "dot"]))
  var graph: String?

  func validate() throws {
    if let graph, !graph.hasSuffix(".svg"), !graph.hasSuffix(".dot") {
      throw ValidationError("--graph takes a name that ends in .svg or .dot, not '\(graph)'.")
    }
  }

  func run() throws {
    let loaded = try experiment.load()
    guard let graph else {
      return try Terminal.answer(ExperimentPlan(loaded, machine: machine.machine()).text)
    }
    try ModelDrawing(loaded).write(to: graph)
    try Terminal.answer(graph + "\n")
  }
}
