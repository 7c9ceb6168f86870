import Diagnostics
import Graph
import Tensors

/// Lowered kernels and the memory plan → what the runtime loads.
enum Assemble {
  /// - Throws: a diagnostic, where a result is nothing that a kernel writes (an empty tensor).
  static func run(_ lowered: LoweredSchedule) throws(Diagnostic) -> CompiledGraph {
    let plan = PlanMemory(lowered)
    let graph = lowered.schedule.graph
    let launches = lowered.steps.map { step in
      let scheduled = lowered.schedule.kernels[step.scheduled]
      let title = scheduled.operations.joined(separator: " -> ")
      return CompiledGraph.Launch(
        kernel: step.kernel, operands: step.operands.compactMap { plan.places[$0] },
        title: step.note.isEmpty ? title : "\(title) (\(step.note))", origins: scheduled.origins)
    }
    var results: [CompiledGraph.ResultPlace] = []
    for result in graph.results {
      let type = graph.type(of: result.value)
      guard
        let place = plan.place(of: result.value)
          ?? (type.shape.count == 0 ? .arena(offset: 0) : nil)
      else { preconditionFailure("nothing writes \(result.target)") }
      results.append(CompiledGraph.ResultPlace(target: result.target, type: type, place: place))
    }
    return CompiledGraph(
      kernels: lowered.kernels, launches: launches, arenaBytes: plan.arenaBytes,
      scratchBytes: lowered.kernels.map(\.scratchBytes).max() ?? 0, constants: plan.constants,
      inputs: plan.inputs, results: results)
  }
}
