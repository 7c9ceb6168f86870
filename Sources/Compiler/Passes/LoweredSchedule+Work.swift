import Graph
import Tensors

extension LoweredSchedule {
  func bytes(of operand: Operand) -> Int {
    switch operand {
    case .buffer(let buffer): chosen.schedule.type(of: buffer).byteCount
    case .partial(let partial): partials[partial]
    }
  }

  /// What a step does.
  func work(of step: Step) -> CompiledGraph.Work {
    let bytes = Set(step.operands).reduce(0) { $0 + self.bytes(of: $1) }
    let isPart = step.part == .pack || step.part == .merge
    if let group = step.group {
      return CompiledGraph.Work(
        kind: .tiles, algorithm: "tiles \(group.plan.tile)",
        extents: "\(group.plan.loops), \(group.blocks) blocks",
        flops: group.plan.flops * Double(group.tiles) / Double(group.block), bytes: bytes)
    }
    if let group = step.rowGroup {
      let flops = group.members.reduce(0.0) { sum, member in
        guard case .contraction(let plan) = member.lowering else { return sum }
        return sum + plan.flops * Double(group.blocks)
      }
      return CompiledGraph.Work(
        kind: flops > 0 ? .contraction : .loops, algorithm: "rows of \(group.members.count)",
        extents: "\(group.blocks) blocks", flops: flops, bytes: bytes)
    }
    let position = step.scheduled[0]
    let kernel = chosen.schedule.kernels[position].kernel
    if case .contraction(let plan) = chosen.lowerings[position], !isPart {
      return CompiledGraph.Work(
        kind: kernel.writesNarrowly ? .narrowContraction : .contraction,
        algorithm: "contraction \(plan.tile)", extents: plan.loops, flops: plan.flops,
        bytes: bytes,
        // Sums that workers share have it where they are merged.
        epilogueBytes: step.part == .whole ? kernel.epilogueBytes : 0)
    }
    let isNarrow =
      kernel.isPointwise && kernel.extents.count > 1
      && kernel.extents.last ?? 0 < InstructionSet.lanes
    return CompiledGraph.Work(
      kind: isPart ? .moves : isNarrow ? .narrowLoops : .loops,
      algorithm: isPart ? step.part.rawValue : "loops", extents: "\(kernel.extents)", flops: 0,
      bytes: bytes)
  }

  /// `conv2d -> add -> maximum (partial)`.
  func title(of step: Step) -> String {
    step.scheduled.map { chosen.schedule.kernels[$0].title }.each.joined(separator: " -> ")
      + (step.part == .whole ? "" : " (\(step.part.rawValue))")
  }

  /// What a step writes, of its operands.
  func written(by step: Step) -> Set<Operand> {
    let buffers = Set(step.scheduled.flatMap { chosen.schedule.kernels[$0].written })
    return Set(
      step.operands.filter {
        switch $0 {
        case .buffer(let buffer): buffers.contains(buffer)
        // Each is written by one step, which stands before those that read it.
        case .partial(let partial):
          step.part == .pack || step.part == .partial && !copies.contains(partial)
        }
      })
  }
}

extension Array where Element: Hashable {
  /// Without what stands there again.
  var each: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
