import Graph
import Tensors

/// How a contraction is computed: its schedule, after one factor has been packed, where that pays.
struct ContractionPlan {
  let schedule: ContractionSchedule
  let packing: Packing?

  /// The columns' factor, copied once by a kernel of its own, where every task would copy it again.
  struct Packing {
    let layout: ContractionLayout
    /// The kernel that is packed for, in one block.
    let whole: ContractionSchedule
    /// The operand of the schedule's kernel that the copy is.
    let operand: Int
  }

  /// - Throws: why the kernel is none.
  init(
    _ kernel: FusedKernel, level: InstructionSet, limits: ContractionLimits = ContractionLimits()
  ) throws(NestReason) {
    let direct = try Self.schedule(kernel, level, limits)
    if let packed = try Self.packed(kernel, direct) {
      (schedule, packing) = packed
    } else {
      (schedule, packing) = (direct, nil)
    }
  }

  private static func schedule(
    _ kernel: FusedKernel, _ level: InstructionSet, _ limits: ContractionLimits
  ) throws(NestReason) -> ContractionSchedule {
    guard let schedule = ContractionSchedule(try ContractionShape(kernel), level, limits) else {
      throw .memory
    }
    return schedule
  }

  private static func packed(
    _ kernel: FusedKernel, _ schedule: ContractionSchedule
  ) throws(NestReason) -> (ContractionSchedule, Packing)? {
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
    packed.operands.append(TensorType(Shape(order.map { kernel.extents[$0] })))
    packed.reads.append(
      FusedKernel.Read(
        operand: packed.operands.count - 1,
        index: order.map { .affine(.loop($0, of: kernel.extents.count)) }))
    let isLeft = schedule.columns.value == shape.left
    packed.reduction?.terms[0].value = .binary(
      .multiply, isLeft ? shape.right : shape.left, .read(packed.reads.count - 1))
    let next = try Self.schedule(packed, schedule.level, schedule.limits)
    let layout = ContractionLayout(
      schedule.columns, axes: order.map { ContractionOperand.Axis(coefficients: [$0: 1]) },
      blocks: kernel.extents)
    var whole = schedule
    whole.blocks = kernel.extents
    return (next, Packing(layout: layout, whole: whole, operand: kernel.operands.count))
  }

  /// `rows [64, 14] × columns [32], sum of [3, 3, 16]; tile 14 × 2 × 16; 64 units, packed columns`
  var summary: String {
    let extents = schedule.extents
    func list(_ loops: [Int]) -> String { "\(loops.map { extents[$0] })" }
    var text = ""
    if !schedule.batchLoops.isEmpty { text += "\(list(schedule.batchLoops)) times " }
    text += "rows \(list(schedule.rowLoops)) x columns \(list(schedule.columnLoops))"
    text += ", sum of \(list(schedule.reductionLoops)); tile \(schedule.rowCount) x "
    text +=
      schedule.isDot
      ? "\(schedule.columnCount) scalar products of \(schedule.width)"
      : "\(schedule.columnCount) vectors of \(schedule.width)"
    text += ", \(schedule.units) units"
    if schedule.splits > 1 { text += ", sum split \(schedule.splits) ways" }
    if schedule.rowsStaged { text += ", rows staged" }
    if schedule.columnsStaged { text += ", columns staged" }
    if packing != nil { text += ", columns packed first" }
    return text
  }
}
