import Graph
import Tensors

/// Lowered kernels and the memory plan → what the runtime loads.
enum Assemble {
  static func run(_ lowered: LoweredSchedule, _ plan: PlanMemory) -> CompiledGraph {
    let graph = lowered.schedule.graph
    let launches = lowered.steps.map { step in
      let scheduled = lowered.schedule.kernels[step.scheduled]
      return CompiledGraph.Launch(
        kernel: step.kernel,
        operands: step.operands.map { operand in
          guard let place = plan.places[operand] else {
            preconditionFailure("no place for \(operand)")
          }
          return place
        },
        title: scheduled.title + (step.note.isEmpty ? "" : " (\(step.note))"),
        origins: scheduled.origins, boundary: scheduled.boundary.rawValue,
        operandNotes: step.operands.map { note($0, in: scheduled, lowered) })
    }
    let results = graph.results.map { result in
      let type = graph.type(of: result.value)
      // Nothing writes an empty tensor.
      let empty: CompiledGraph.Place? = type.shape.count == 0 ? .arena(offset: 0) : nil
      guard let place = plan.place(of: result.value) ?? empty else {
        preconditionFailure("nothing writes \(result.target)")
      }
      return CompiledGraph.ResultPlace(target: result.target, type: type, place: place)
    }
    return CompiledGraph(
      kernels: lowered.kernels, launches: launches, arenaBytes: plan.arenaBytes,
      scratchBytes: lowered.kernels.map(\.scratchBytes).max() ?? 0, constants: plan.constants,
      inputs: plan.inputs, results: results)
  }

  private static func note(
    _ operand: LoweredSchedule.Operand, in scheduled: ScheduledKernel, _ lowered: LoweredSchedule
  ) -> String {
    switch operand {
    case .buffer(let buffer):
      let name = scheduled.written.contains(buffer) ? "out" : "in "
      return "\(name)  \(lowered.schedule.graph.type(of: buffer))"
    case .partial(let partial):
      return "part  f32[\(lowered.partials[partial] / 4)]"
    }
  }
}
