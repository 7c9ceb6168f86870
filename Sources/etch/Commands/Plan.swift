import ArgumentParser
import Commands
import Diagnostics
import Experiment

struct Plan: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints layers, shapes, parameters, operations, memory, checkpoint size and time.",
    discussion: """
      The time is estimated by what each kernel computes and moves, and by what this machine's units and memory are measured \
      to do in a moment; --time trains instead.
      """)

  static let examples = [
    CommandExample(
      "Layers, memory and time, before anything is trained", "etch plan vae_mnist.yaml"),
    CommandExample("A drawing of the model", "etch plan vae_mnist.yaml --graph model.svg"),
  ]

  @OptionGroup var experiment: ExperimentArguments
  @OptionGroup var machine: MachineArguments

  @Option(
    help: ArgumentHelp(
      "Draw the model instead: FILE.svg, or FILE.dot for Graphviz.", valueName: "file"),
    completion: .file(extensions: ["svg", "dot"]))
  var graph: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Train for some seconds to measure how long an epoch and all of it take.")
  var time = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long to train with --time.", valueName: "seconds"))
  var seconds: Double = 3

  func validate() throws {
    guard [json, time, graph != nil].count(where: { $0 }) < 2 else {
      throw ValidationError("--json, --time and --graph ask for different things; give one.")
    }
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds takes a number above 0 and up to 3600.")
    }
    if let graph, !graph.hasSuffix(".svg"), !graph.hasSuffix(".dot") {
      throw ValidationError("--graph takes a name that ends in .svg or .dot, not '\(graph)'.")
    }
  }

  func run() throws {
    let loaded = try experiment.load()
    guard let graph else {
      let settings = ProfileSettings(of: loaded)
      let profile = settings.map { "note: \($0.line)\n" } ?? ""
      guard time else {
        let (plan, estimate) = try planned(loaded)
        return try Terminal.answer(
          json
            ? plan.json(estimate, profile: settings).description + "\n"
            : plan.text + profile + estimate.text)
      }
      let machine = try machine.machine()
      let plan = try ExperimentPlan(loaded, machine: machine)
      try Terminal.answer(plan.text + profile)
      let timed = try Benchmark(loaded, machine: machine, seconds: seconds)
      return try Terminal.answer(
        "\ntime\n  \(timed.duration.text), beside compiling, metrics, samples and checkpoints\n")
    }
    try ModelDrawing(loaded).write(to: graph)
    try Terminal.answer(graph + "\n")
  }

  /// Layers and shapes need no compiler; without one, time is not estimated.
  private func planned(_ loaded: LoadedExperiment) throws -> (ExperimentPlan, StepEstimate) {
    do {
      let machine = try machine.machine()
      return (try ExperimentPlan(loaded, machine: machine), StepEstimate(loaded, machine: machine))
    } catch let problem as Diagnostic where problem.fault == .machine {
      return (try ExperimentPlan(withoutCompiler: loaded), StepEstimate(missing: problem))
    }
  }
}
