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
public enum Contractions {
  /// Whether `compile` can lower the kernel; the plain loop nest takes the others.
  public static func matches(_ kernel: FusedKernel) -> Bool {
    InstructionSet.allCases.allSatisfy { plan(kernel, $0, ContractionLimits()) != nil }
  }

  /// The C kernels of a contraction, or `nil` where it is none that the templates can express.
  public static func compile(_ kernel: FusedKernel, level: InstructionSet) -> KernelParts? {
    compile(kernel, level: level, limits: ContractionLimits())
  }

  static func compile(
    _ kernel: FusedKernel, level: InstructionSet, limits: ContractionLimits
  ) -> KernelParts? {
    guard let schedule = plan(kernel, level, limits) else { return nil }
    if let parts = compilePacked(kernel, schedule) { return parts }
    return compile(schedule)
  }

  private static func plan(
    _ kernel: FusedKernel, _ level: InstructionSet, _ limits: ContractionLimits
  ) -> ContractionSchedule? {
    guard let shape = ContractionShape(kernel) else { return nil }
    return ContractionSchedule(shape, level, limits)
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
          note: "partial"),
        KernelParts.Step(
          kernel: merged, operands: merge.operands.map { .operand($0) } + [.partial(0)],
          note: "merge"),
      ], partials: [partial.count * schedule.splits * 4])
  }

  /// With the columns' factor copied once by a kernel of its own, where every task would copy it again.
  private static func compilePacked(
    _ kernel: FusedKernel, _ schedule: ContractionSchedule
  ) -> KernelParts? {
    let shape = schedule.shape
    let used = schedule.columns.loops
    let count = used.reduce(1) { $0 * kernel.extents[$1] }
    guard schedule.columnsStaged, schedule.reductionPieces == 1, schedule.batchLoops.isEmpty,
      kernel.extents[schedule.vector] >= schedule.width, used.contains(schedule.vector),
      count >= schedule.limits.packed, schedule.chunks > 2, count * 4 <= schedule.limits.partials
    else { return nil }
    // Only what stays as large as it was: a padded picture is better copied block by block.
    let reads = schedule.columns.value.readNumbers().map {
      kernel.operands[kernel.reads[$0].operand].shape.count
    }
    guard count <= 2 * (reads.max() ?? 0) else { return nil }
    let order = used.sorted().filter { $0 != schedule.vector } + [schedule.vector]
    var packed = kernel
    let type = TensorType(Shape(order.map { kernel.extents[$0] }))
    packed.operands.append(type)
    packed.reads.append(
      FusedKernel.Read(
        operand: packed.operands.count - 1,
        index: order.map { .affine(.loop($0, of: kernel.extents.count)) }))
    let isLeft = schedule.columns.value == shape.left
    packed.reduction?.terms[0].value = .binary(
      .multiply, isLeft ? shape.right : shape.left, .read(packed.reads.count - 1))
    guard let next = plan(packed, schedule.level, schedule.limits) else { return nil }
    var parts = compile(next)
    let layout = ContractionLayout(
      schedule.columns, axes: order.map { ContractionOperand.Axis(coefficients: [$0: 1]) },
      blocks: kernel.extents)
    var whole = schedule
    whole.blocks = kernel.extents
    var emitter = ContractionEmitter(whole, partial: nil)
    let pack = emitter.packText(layout)
    let buffer = parts.partials.count
    parts.partials.append(count * 4)
    for step in parts.steps.indices {
      parts.steps[step].operands = parts.steps[step].operands.map {
        $0 == .operand(kernel.operands.count) ? .partial(buffer) : $0
      }
    }
    parts.steps.insert(
      KernelParts.Step(
        kernel: pack, operands: emitter.operands.map { .operand($0) } + [.partial(buffer)],
        note: "pack"), at: 0)
    return parts
  }
}
