import Graph
import Tensors

/// Lowered kernels and the memory plan → what the runtime loads.
enum Assemble {
  static func run(_ lowered: LoweredSchedule, _ plan: PlanMemory) -> CompiledGraph {
    let launches = lowered.steps.enumerated().map { number, step in
      let scheduled = step.scheduled.map { lowered.chosen.schedule.kernels[$0] }
      return CompiledGraph.Launch(
        kernel: step.kernel,
        operands: step.operands.map { operand in
          guard let place = plan.places[operand] else {
            preconditionFailure("no place for \(operand)")
          }
          return place
        },
        title: lowered.title(of: step),
        origins: scheduled.flatMap(\.origins).each,
        boundary: scheduled.last?.boundary.rawValue ?? "",
        plainLoops: step.scheduled.lazy.compactMap(lowered.chosen.complaint).first,
        operandNotes: step.operands.map { note($0, in: scheduled, lowered) },
        work: lowered.work(of: step),
        isBesideLast: number > 0 && lowered.steps[number - 1].wave == step.wave)
    }
    let results = lowered.chosen.schedule.results.map { result in
      // Nothing writes an empty tensor.
      let empty: CompiledGraph.Place? = result.type.shape.count == 0 ? .arena(offset: 0) : nil
      guard let place = plan.place(of: result.buffer) ?? empty else {
        preconditionFailure("nothing writes \(result.target)")
      }
      return CompiledGraph.ResultPlace(target: result.target, type: result.type, place: place)
    }
    return CompiledGraph(
      kernels: lowered.kernels, launches: launches, arenaBytes: plan.arenaBytes,
      scratchBytes: lowered.kernels.map(\.scratchBytes).max() ?? 0, constants: plan.constants,
      inputs: plan.inputs, results: results)
  }

  private static func note(
    _ operand: LoweredSchedule.Operand, in scheduled: [ScheduledKernel], _ lowered: LoweredSchedule
  ) -> String {
    switch operand {
    case .buffer(let buffer):
      let name = scheduled.contains { $0.written.contains(buffer) } ? "out" : "in "
      return "\(name)  \(lowered.chosen.schedule.type(of: buffer))"
    case .partial(let partial):
      return "part  f32[\(lowered.partials[partial] / 4)]"
    }
  }
}
