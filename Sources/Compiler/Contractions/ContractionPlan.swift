import Graph
import Tensors

/// How a contraction is computed: its schedule, after one factor has been packed, where that pays.
struct ContractionPlan {
  let schedule: ContractionSchedule
  let packing: Packing?

  /// The columns' factor, copied once by a kernel of its own, where every task would copy it again.
  struct Packing {
    let layout: ContractionLayout
    /// The schedule that reads the copy, in one block.
    let whole: ContractionSchedule
    /// The operand of the schedule's kernel that the copy is.
    let operand: Int
    /// The loop of the kernel that became two for it.
    let split: Int?
  }

  /// The plan for one family of processors says in which order is summed, those for the others follow it.
  ///
  /// - Parameter vector: the loop that vectors must run along, if that is given.
  /// - Throws: why the kernel is none.
  init(
    _ kernel: FusedKernel, level: InstructionSet, limits: ContractionLimits = ContractionLimits(),
    vector: Int? = nil
  ) throws(NestReason) {
    let first = try ContractionPlan(kernel, level: .x86v3, limits, nil, vector)
    let own =
      level == .x86v3
      ? nil : try? ContractionPlan(kernel, level: level, limits, first.summation, vector)
    // Where nothing fits that sums so, the tile that does serves here too.
    self = own ?? first
  }

  /// One whose sum is in the order that another plan has; `nil` where nothing fits that sums so.
  init?(
    _ kernel: FusedKernel, level: InstructionSet, limits: ContractionLimits, order: SummationOrder
  ) {
    guard let plan = try? ContractionPlan(kernel, level: level, limits, order, nil) else {
      return nil
    }
    self = plan
  }

  private init(
    _ kernel: FusedKernel, level: InstructionSet, _ limits: ContractionLimits,
    _ order: SummationOrder?, _ vector: Int?
  ) throws(NestReason) {
    let direct = try Self.schedule(kernel, level, limits, order, vector: vector)
    if let own = Self.readOnce(kernel, direct) {
      schedule = own
      packing = nil
      return
    }
    var copied = try Self.paneled(kernel, direct)
    if copied == nil { copied = try Self.packed(kernel, direct) }
    let chosen = copied?.schedule ?? direct
    schedule = chosen.paneled() ?? chosen
    packing = copied?.packing
  }

  /// The columns' factor in panels of the workers' own, each part of it copied by one of them, where it is large and
  /// few rows use it: a copy of all of it would go to memory and back.
  private static func readOnce(
    _ kernel: FusedKernel, _ direct: ContractionSchedule
  ) -> ContractionSchedule? {
    let limits = direct.limits
    let rows = direct.rowLoops.reduce(1) { $0 * kernel.extents[$1] }
    let columns = direct.columns.loops.reduce(1) { $0 * kernel.extents[$1] }
    guard rows <= limits.fewRows, columns >= limits.largeColumns,
      let own = direct.paneled(uses: 1), own.panelLoops.columns != nil,
      own.rowLoops.allSatisfy({ own.pieces($0) == 1 })
    else { return nil }
    return own
  }

  private static func schedule(
    _ kernel: FusedKernel, _ level: InstructionSet, _ limits: ContractionLimits,
    _ order: SummationOrder?, lane: Int? = nil, vector: Int? = nil
  ) throws(NestReason) -> ContractionSchedule {
    let shape = try ContractionShape(kernel)
    guard
      let schedule = ContractionSchedule(
        shape, level, limits, lane: lane, vector: vector, order: order)
    else { throw .memory }
    return schedule
  }

  /// With the columns' factor in panels: all of the sum for a few vectors of columns lies together, in the
  /// order in which the inner loop reads it. Read in place, each step of the sum is another, distant line.
  private static func paneled(_ kernel: FusedKernel, _ direct: ContractionSchedule)
    throws(NestReason) -> (schedule: ContractionSchedule, packing: Packing)?
  {
    let limits = direct.limits
    let vector = direct.vector
    guard !direct.isDot, direct.width == direct.level.vectorWidth,
      let lanes = [2, 3, 1].map({ $0 * direct.width }).first(where: {
        kernel.extents[vector] % $0 == 0
      }), lanes < kernel.extents[vector]
    else { return nil }
    let rows = direct.rowLoops.reduce(1) { $0 * kernel.extents[$1] }
    guard rows >= limits.panelRows, direct.work >= 10 * limits.grain,
      isWorthCopying(kernel, direct)
    else { return nil }
    let split = kernel.splitting(vector, inner: lanes)
    let shape = try ContractionShape(split)
    let isLeft = direct.columns.value == direct.shape.left
    let value = isLeft ? shape.left : shape.right
    let columns = ContractionOperand(value, shape.kernel)
    let lane = vector + 1
    // Sums last, in the order of the tensor, which is the order in which they are added up.
    let used = columns.loops.sorted().filter { $0 != lane }
    let order =
      used.filter { shape.roles[$0] == .batch }
      + used.filter { shape.roles[$0] == .left || shape.roles[$0] == .right }
      + used.filter { shape.roles[$0] == .reduction } + [lane]
    return try copied(split, shape, columns, isLeft: isLeft, order, direct, split: vector)
  }

  /// With a factor that must be staged copied once for all tasks, as it is.
  private static func packed(_ kernel: FusedKernel, _ direct: ContractionSchedule)
    throws(NestReason) -> (schedule: ContractionSchedule, packing: Packing)?
  {
    guard direct.columnsStaged, direct.reductionPieces == 1, direct.batchLoops.isEmpty,
      kernel.extents[direct.vector] >= direct.width, direct.chunks > 2,
      isWorthCopying(kernel, direct)
    else { return nil }
    let order = direct.columns.loops.sorted().filter { $0 != direct.vector } + [direct.vector]
    return try copied(
      kernel, direct.shape, direct.columns,
      isLeft: direct.columns.value == direct.shape.left, order, direct)
  }

  /// Whether a copy of the columns' factor is not too small, nor too large.
  private static func isWorthCopying(_ kernel: FusedKernel, _ direct: ContractionSchedule) -> Bool {
    let used = direct.columns.loops
    let count = used.reduce(1) { $0 * kernel.extents[$1] }
    // Only what stays as large as it was: a padded picture is better copied block by block.
    let reads = direct.columns.value.readNumbers().map {
      kernel.operands[kernel.reads[$0].operand].shape.count
    }
    return used.contains(direct.vector) && count >= direct.limits.packed
      && count * 4 <= direct.limits.partials && count <= 2 * (reads.max() ?? 0)
  }

  /// The schedule that reads a copy of a factor, over these of its loops.
  private static func copied(
    _ kernel: FusedKernel, _ shape: ContractionShape, _ columns: ContractionOperand, isLeft: Bool,
    _ order: [Int], _ direct: ContractionSchedule, split: Int? = nil
  ) throws(NestReason) -> (schedule: ContractionSchedule, packing: Packing) {
    var packed = kernel
    packed.operands.append(TensorType(Shape(order.map { kernel.extents[$0] })))
    packed.reads.append(
      FusedKernel.Read(
        operand: packed.operands.count - 1,
        index: order.map { .affine(.loop($0, of: kernel.extents.count)) }))
    packed.reduction?.terms[0].value = .binary(
      .multiply, isLeft ? shape.right : shape.left, .read(packed.reads.count - 1))
    let sum = split.map { direct.order?.splitting($0) } ?? direct.order
    let next = try schedule(
      packed, direct.level, direct.limits, sum, lane: split.map { $0 + 1 })
    let layout = ContractionLayout(
      columns, axes: order.map { ContractionOperand.Axis(coefficients: [$0: 1]) },
      blocks: kernel.extents)
    var whole = next
    whole.blocks = kernel.extents
    return (
      next, Packing(layout: layout, whole: whole, operand: kernel.operands.count, split: split)
    )
  }

  /// In which order the products are added up, over the loops of the kernel that was planned.
  var summation: SummationOrder {
    let order = schedule.summation
    return packing?.split.map { order.joining($0) } ?? order
  }

  /// `[64, 14] x [32] over [3, 3, 16]`
  var loops: String {
    let batch = schedule.batchLoops.isEmpty ? "" : "\(extents(schedule.batchLoops)) times "
    let sides = [schedule.rowLoops, schedule.columnLoops].filter { !$0.isEmpty }.map(extents)
    return batch + sides.map { "\($0)" }.joined(separator: " x ")
      + " over \(extents(schedule.reductionLoops))"
  }

  /// `6 x 2`: rows and vectors, or rows and scalar products.
  var tile: String { "\(schedule.rowCount) x \(schedule.columnCount)" }

  /// Two for every product that is summed.
  var flops: Double { schedule.extents.reduce(2) { $0 * Double($1) } }

  private func extents(_ loops: [Int]) -> [Int] { loops.map { schedule.extents[$0] } }

  /// `rows [64, 14] × columns [32], sum of [3, 3, 16]; tile 14 × 2 × 16; 64 units, packed columns`
  var summary: String {
    var text = ""
    if !schedule.batchLoops.isEmpty { text += "\(extents(schedule.batchLoops)) times " }
    text += "rows \(extents(schedule.rowLoops)) x columns \(extents(schedule.columnLoops))"
    text += ", sum of \(extents(schedule.reductionLoops)); tile \(schedule.rowCount) x "
    text +=
      schedule.isDot
      ? "\(schedule.columnCount) scalar products of \(schedule.width)"
      : "\(schedule.columnCount) vectors of \(schedule.width)"
    text += ", \(schedule.units) units"
    if schedule.splits > 1 { text += ", sum split \(schedule.splits) ways" }
    if schedule.rowsStaged { text += ", rows staged" }
    if schedule.panelLoops.rows != nil { text += ", rows in panels" }
    if schedule.columnsStaged { text += ", columns staged" }
    if schedule.panelLoops.columns != nil { text += ", columns in panels" }
    if packing != nil { text += ", columns packed first" }
    return text
  }
}
