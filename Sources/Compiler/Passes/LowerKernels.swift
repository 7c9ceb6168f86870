import Graph
import Tensors

/// Kernels whose lowering is chosen → C. Kernels of equal text are one; equal ones are written once.
enum LowerKernels {
  static func run(_ chosen: ChosenSchedule) -> LoweredSchedule {
    var lowered = LoweredSchedule(chosen: chosen)
    var written: [FusedKernel: KernelParts] = [:]
    let members = Set(chosen.groups.flatMap(\.positions) + chosen.rowGroups.flatMap(\.positions))
    let groups = Dictionary(
      uniqueKeysWithValues: chosen.groups.map { ($0.positions.last, $0) })
    let rowGroups = Dictionary(
      uniqueKeysWithValues: chosen.rowGroups.map { ($0.positions.first, $0) })
    var products: [FusedKernel: KernelParts] = [:]
    for (position, (scheduled, lowering)) in zip(chosen.schedule.kernels, chosen.lowerings)
      .enumerated()
    {
      if let group = groups[position] {
        let kernel = group.product.kernel(ofBlock: group.block)
        let parts = products[kernel] ?? Contractions.compile(group.plan)
        products[kernel] = parts
        lowered.add(group, parts)
      }
      if let group = rowGroups[position] {
        lowered.add(
          group,
          group.members.compactMap { Self.parts($0.kernel, $0.lowering, &written).steps.last })
      }
      if members.contains(position) { continue }
      let parts = Self.parts(scheduled.kernel, lowering, &written)
      lowered.add(parts.steps[...], of: position, firstPartial: lowered.add(parts.partials))
    }
    return lowered
  }

  /// - Parameter written: what has been lowered already.
  private static func parts(
    _ kernel: FusedKernel, _ lowering: Lowering, _ written: inout [FusedKernel: KernelParts]
  ) -> KernelParts {
    if let known = written[kernel] { return known }
    let parts =
      switch lowering {
      case .contraction(let plan): Contractions.compile(plan)
      case .nest: LoopNest.compile(kernel)
      }
    written[kernel] = parts
    return parts
  }
}

/// C kernels and the order in which they run, before memory is planned.
struct LoweredSchedule: Sendable {
  let chosen: ChosenSchedule
  private(set) var kernels: [CompiledKernel] = []
  var steps: [Step] = []
  /// Bytes of the buffers between the steps of one kernel.
  private(set) var partials: [Int] = []
  /// Those of them that are copies of factors, each of a step of its own.
  private(set) var copies: Set<Int> = []
  private var known: [CompiledKernel: Int] = [:]
  private var functions: [TileGroupEmitter.Function: String] = [:]

  struct Step: Sendable {
    /// The kernels of the schedule that it is, or is a part of.
    var scheduled: [Int]
    var kernel: Int
    var operands: [Operand]
    var part: KernelParts.Part
    /// The group whose kernel it is.
    var group: TileGroup?
    var rowGroup: RowGroup?
    /// Those of one number run at once; they stand together, in order.
    var wave = 0
  }

  enum Operand: Hashable, Sendable {
    case buffer(Buffer)
    case partial(Int)
  }

  init(chosen: ChosenSchedule) { self.chosen = chosen }

  /// Buffers of so many bytes; returns the number of the first.
  fileprivate mutating func add(_ bytes: [Int]) -> Int {
    defer { partials += bytes }
    return partials.count
  }

  fileprivate mutating func add(
    _ steps: ArraySlice<KernelParts.Step>, of position: Int, firstPartial: Int
  ) {
    let buffers = chosen.schedule.kernels[position].buffers
    for step in steps {
      let operands = step.operands.map { operand in
        switch operand {
        case .operand(let operand): Operand.buffer(buffers[operand])
        case .partial(let partial): Operand.partial(firstPartial + partial)
        }
      }
      add(step.kernel, of: [position], operands, part: step.part)
    }
  }

  /// The copies that the product of a group reads, then the group.
  fileprivate mutating func add(_ group: TileGroup, _ parts: KernelParts) {
    guard let product = parts.steps.last else { return }
    let first = add(parts.partials)
    add(parts.steps.dropLast(), of: group.position, firstPartial: first)
    var emitter = TileGroupEmitter(group, in: chosen.schedule, firstPartial: first)
    let kernel = emitter.kernel(product, &functions)
    add(kernel, of: group.positions, emitter.operands, part: .whole, group: group)
  }

  /// - Parameter kernels: of the group's members.
  fileprivate mutating func add(_ group: RowGroup, _ kernels: [KernelParts.Step]) {
    var emitter = RowGroupEmitter(group, in: chosen.schedule)
    let kernel = emitter.kernel(kernels)
    add(kernel, of: group.positions, emitter.operands, part: .whole, rowGroup: group)
  }

  private mutating func add(
    _ kernel: CompiledKernel, of scheduled: [Int], _ operands: [Operand], part: KernelParts.Part,
    group: TileGroup? = nil, rowGroup: RowGroup? = nil
  ) {
    let number = known[kernel] ?? kernels.count
    if number == kernels.count {
      kernels.append(kernel)
      known[kernel] = number
    }
    if part == .pack, case .partial(let copy) = operands.last { copies.insert(copy) }
    steps.append(
      Step(
        scheduled: scheduled, kernel: number, operands: operands, part: part, group: group,
        rowGroup: rowGroup, wave: steps.count))
  }
}
