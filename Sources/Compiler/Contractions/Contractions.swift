import Graph
import Tensors

/// Lowers contractions: matrix multiplies, convolutions and both their gradients.
///
/// A contraction is a kernel whose reduction is a sum of products `a · b`. Loops are *rows* (in one factor
/// and the output), *columns* (in the other factor and the output), *reduction* (summed over) and *batch*
/// (in all). A tile of rows × columns stays in vector registers while the reduction runs; factors with
/// padding or a prologue are first copied, a block at a time, to a worker's scratch memory; the epilogue
/// runs on each tile. Where few outputs have long sums, tasks share the reduction, and a second kernel
/// merges their partial sums in a fixed order.
enum Contractions {
  /// The C kernels of a contraction, or `nil` where it is none that the templates can express.
  static func compile(
    _ kernel: FusedKernel, level: InstructionSet, limits: ContractionLimits = ContractionLimits()
  ) -> KernelParts? {
    (try? ContractionPlan(kernel, level: level, limits: limits)).map(compile)
  }

  /// The C kernels of a contraction.
  static func compile(_ plan: ContractionPlan) -> KernelParts {
    guard let packing = plan.packing else { return compile(plan.schedule) }
    var parts = compile(plan.schedule)
    var emitter = ContractionEmitter(packing.whole, partial: nil)
    let pack = emitter.packText(packing.layout)
    let buffer = parts.partials.count
    parts.partials.append(packing.layout.count * 4)
    for step in parts.steps.indices {
      parts.steps[step].operands = parts.steps[step].operands.map {
        $0 == .operand(packing.operand) ? .partial(buffer) : $0
      }
    }
    parts.steps.insert(
      KernelParts.Step(
        kernel: pack, operands: emitter.operands.map { .operand($0) } + [.partial(buffer)],
        part: .pack), at: 0)
    return parts
  }

  private static func compile(_ schedule: ContractionSchedule) -> KernelParts {
    let kernel = schedule.shape.kernel
    guard schedule.splits > 1 else {
      var emitter = ContractionEmitter(schedule, partial: nil)
      let compiled = emitter.kernelText()
      return KernelParts(steps: [
        KernelParts.Step(kernel: compiled, operands: emitter.operands.map { .operand($0) })
      ])
    }
    let partial = ContractionEmitter.partial(kernel)
    var emitter = ContractionEmitter(schedule, partial: partial)
    let compiled = emitter.kernelText()
    var merge = ContractionEmitter(schedule, partial: partial)
    let merged = merge.mergeText()
    return KernelParts(
      steps: [
        KernelParts.Step(
          kernel: compiled, operands: emitter.operands.map { .operand($0) } + [.partial(0)],
          part: .partial),
        KernelParts.Step(
          kernel: merged, operands: merge.operands.map { .operand($0) } + [.partial(0)],
          part: .merge),
      ], partials: [partial.count * schedule.splits * 4])
  }
}
