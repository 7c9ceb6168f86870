import Graph
import Tensors

/// Lowered kernels and the memory plan → what the runtime loads.
enum Assemble {
  static func run(_ lowered: LoweredSchedule, _ plan: PlanMemory) -> CompiledGraph {
    let launches = lowered.steps.map { step in
      let scheduled = step.scheduled.map { lowered.chosen.schedule.kernels[$0] }
      return CompiledGraph.Launch(
        kernel: step.kernel,
        operands: step.operands.map { operand in
          guard let place = plan.places[operand] else {
            preconditionFailure("no place for \(operand)")
          }
          return place
        },
        title: each(scheduled.map(\.title)).joined(separator: " -> ")
          + (step.note.isEmpty ? "" : " (\(step.note))"),
        origins: each(scheduled.flatMap(\.origins)),
        boundary: scheduled.last?.boundary.rawValue ?? "",
        plainLoops: step.scheduled.lazy.compactMap(lowered.chosen.complaint).first,
        operandNotes: step.operands.map { note($0, in: scheduled, lowered) },
        work: work(step, lowered))
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

  /// Without what stands there again.
  private static func each<Element: Hashable>(_ all: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return all.filter { seen.insert($0).inserted }
  }

  private static func work(_ step: LoweredSchedule.Step, _ lowered: LoweredSchedule)
    -> CompiledGraph.Work
  {
    let bytes = Set(step.operands).reduce(0) { sum, operand in
      switch operand {
      case .buffer(let buffer): sum + lowered.chosen.schedule.type(of: buffer).byteCount
      case .partial(let partial): sum + lowered.partials[partial]
      }
    }
    let isPart = !step.note.isEmpty && step.note != "partial"
    if let group = step.group {
      return CompiledGraph.Work(
        kind: .tiles, algorithm: "tiles \(group.plan.tile)",
        extents: "\(group.plan.loops), \(group.blocks) blocks",
        flops: group.plan.flops * Double(group.tiles) / Double(group.block), bytes: bytes)
    }
    let position = step.scheduled[0]
    if case .contraction(let plan) = lowered.chosen.lowerings[position], !isPart {
      return CompiledGraph.Work(
        kind: .contraction, algorithm: "contraction \(plan.tile)", extents: plan.loops,
        flops: plan.flops, bytes: bytes)
    }
    let kernel = lowered.chosen.schedule.kernels[position].kernel
    let isNarrow =
      kernel.isPointwise && kernel.extents.count > 1
      && kernel.extents.last ?? 0 < InstructionSet.lanes
    return CompiledGraph.Work(
      kind: isPart ? .moves : isNarrow ? .narrowLoops : .loops,
      algorithm: isPart ? step.note : "loops", extents: "\(kernel.extents)", flops: 0, bytes: bytes)
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
