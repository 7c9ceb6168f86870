import Graph
import Tensors

/// Kernels each of whose rows needs just that row of the others, as one: a worker takes a block of rows through all of
/// them before it takes the next, so that nobody waits between them, and what only they read is never in memory.
///
/// ```
/// hidden[r, :] = relu(x[r, :] · w)       rows 0 to 63 of all three, then 64 to 127, …
/// scores[r, :] = hidden[r, :] · v
/// loss[r] = Σ scores[r, :]
/// ```
/// The kernels run where the first of them stood. How many blocks there are depends on shapes alone, and each sum is
/// the one that it was.
struct RowGroup {
  /// A kernel of the schedule over the rows of a block.
  struct Member {
    let position: Int
    let kernel: FusedKernel
    let lowering: Lowering
    /// Bytes from an operand's block to its next one.
    let shifts: [Int]
  }

  let members: [Member]
  let blocks: Int
  /// What members alone read and write, and the bytes of a block of it.
  let own: [(buffer: Buffer, bytes: Int)]

  var positions: [Int] { members.map(\.position) }

  /// What the size of a block aims at. The same for all machines; tests use smaller numbers.
  struct Limits {
    /// Blocks that are work enough for all workers, and the most that are made.
    var blocks = 8...64
    /// Rows of a block that what is reduced has at least, so that it is reduced as the whole is, and those that fill the
    /// tiles of a product.
    var rows = 16
    var productRows = 32
    /// Operations of a product that is small enough to run by the block, without a packed factor.
    var flops = 2e7
    /// Bytes of a block that stay in the cache of one core.
    var cache = 256 << 10
    /// Bytes of a worker's own memory.
    var own = 8 << 20
  }

  /// - Parameter blocks: how many; it divides the rows of each member.
  private init(
    _ members: [Member], blocks: Int, in schedule: KernelSchedule, _ links: BufferLinks,
    _ limits: Limits
  ) {
    self.members = members
    self.blocks = blocks
    let inside = Set(members.map(\.position))
    var left = limits.own
    var own: [(buffer: Buffer, bytes: Int)] = []
    for buffer in members.flatMap({ schedule.kernels[$0.position].written }) {
      let bytes = schedule.type(of: buffer).byteCount / blocks
      guard !links.isResult(buffer), inside.isSuperset(of: links.readers(of: buffer)), bytes <= left
      else { continue }
      left -= bytes
      own.append((buffer, bytes))
    }
    self.own = own
  }

  /// The group that begins with a kernel, in the number of blocks in which they stay in the cache.
  ///
  /// - Parameters:
  ///   - position: the place of the first.
  ///   - taken: kernels of other groups.
  /// - Returns: `nil` where there are not two.
  init?(
    _ position: Int, in schedule: KernelSchedule, _ lowerings: [Lowering], _ links: BufferLinks,
    apartFrom taken: Set<Int>, _ limits: Limits, level: InstructionSet
  ) {
    var best: RowGroup?
    var blocks = limits.blocks.lowerBound
    while blocks <= limits.blocks.upperBound {
      let choice = Choice(schedule, lowerings, links, limits, level, blocks)
      let members = choice.members(from: position, apartFrom: taken)
      guard members.count > 1 else { break }
      // More blocks must not leave a member out.
      if let best, best.members.count > members.count { break }
      let group = RowGroup(members, blocks: blocks, in: schedule, links, limits)
      best = group
      let written = Set(members.flatMap { schedule.kernels[$0.position].written })
      if written.reduce(0, { $0 + schedule.type(of: $1).byteCount }) <= limits.cache * blocks {
        break
      }
      blocks *= 2
    }
    guard let best else { return nil }
    self = best
  }

  /// What can be a member, in so many blocks.
  private struct Choice {
    let schedule: KernelSchedule
    let lowerings: [Lowering]
    let links: BufferLinks
    let limits: Limits
    let level: InstructionSet
    let blocks: Int

    init(
      _ schedule: KernelSchedule, _ lowerings: [Lowering], _ links: BufferLinks, _ limits: Limits,
      _ level: InstructionSet, _ blocks: Int
    ) {
      (self.schedule, self.lowerings, self.links) = (schedule, lowerings, links)
      (self.limits, self.level, self.blocks) = (limits, level, blocks)
    }

    /// The kernel at a place, and those after it that go on with its rows.
    func members(from first: Int, apartFrom taken: Set<Int>) -> [Member] {
      guard let member = member(first) else { return [] }
      var members = [member]
      var written = Set(schedule.kernels[first].written)
      var next = readers(of: first)
      while let position = next.min() {
        next.remove(position)
        // All else is there before the first of them begins.
        let isReady = schedule.kernels[position].read.allSatisfy { buffer in
          written.contains(buffer) || links.writers(of: buffer).allSatisfy { $0 < first }
        }
        guard isReady, !taken.contains(position), let member = self.member(position),
          isAligned(member, with: written)
        else { continue }
        members.append(member)
        written.formUnion(schedule.kernels[position].written)
        next.formUnion(readers(of: position))
      }
      return members
    }

    /// The kernels that read what one writes; they stand after it.
    private func readers(of position: Int) -> Set<Int> {
      Set(schedule.kernels[position].written.flatMap(links.readers(of:)))
    }

    /// Whether a block reads of what the group writes just the same block.
    private func isAligned(_ member: Member, with written: Set<Buffer>) -> Bool {
      let buffers = schedule.kernels[member.position].buffers
      return member.shifts.indices.allSatisfy { operand in
        !written.contains(buffers[operand])
          || member.shifts[operand] * blocks == member.kernel.operands[operand].byteCount
      }
    }

    private func member(_ position: Int) -> Member? {
      let kernel = schedule.kernels[position].kernel
      let isAlone = schedule.kernels[position].written.allSatisfy {
        links.onlyWriter(of: $0) == position
      }
      guard isAlone, !kernel.writes.isEmpty, let loop = kernel.rowLoop,
        kernel.extents[loop] % blocks == 0,
        kernel.reduction == nil || kernel.extents[loop] / blocks >= limits.rows,
        let shifts = kernel.shifts(over: loop, blocks: blocks)
      else { return nil }
      var block = kernel
      block.extents[loop] /= blocks
      guard let lowering = lowering(of: block, whole: kernel, lowerings[position], loop)
      else { return nil }
      return Member(position: position, kernel: block, lowering: lowering, shifts: shifts)
    }

    /// How a block is computed, so that each sum is the one of the whole; `nil` where it would be another.
    private func lowering(
      of block: FusedKernel, whole: FusedKernel, _ lowering: Lowering, _ loop: Int
    ) -> Lowering? {
      switch lowering {
      case .nest:
        let isSplit = [block, whole].contains { Nest($0).collapsed().splitReduction() != nil }
        return isSplit || whole.isContraction ? nil : lowering
      case .contraction(let plan):
        guard plan.flops <= limits.flops, block.extents[loop] >= limits.productRows else {
          return nil
        }
        var direct = ContractionLimits()
        direct.panelRows = .max
        direct.packed = .max
        guard let own = ContractionPlan(block, level: level, limits: direct, order: plan.summation),
          own.schedule.splits == 1, own.packing == nil
        else { return nil }
        return .contraction(own)
      }
    }
  }
}

extension FusedKernel {
  /// The loop that is the first axis of all that is written, and nothing else there.
  fileprivate var rowLoop: Int? {
    guard !writes.contains(where: \.accumulates),
      case .affine(let first)? = writes.first?.index.first,
      let loop = first.pureLoop, !(reduction?.loops.contains(loop) ?? false)
    else { return nil }
    let isFirst = writes.allSatisfy { write in
      write.index.first == .affine(first)
        && operands[write.operand].shape.extents.first == extents[loop]
        && !write.index.dropFirst().contains { $0.affine.coefficients[loop] != 0 }
    }
    // What a row computes must not depend on its number.
    return isFirst && !values.flatMap(\.affines).contains { $0.coefficients[loop] != 0 }
      ? loop : nil
  }

  /// The bytes by which each operand moves from a block of a loop to the next; `nil` where no move does it.
  fileprivate func shifts(over loop: Int, blocks: Int) -> [Int]? {
    var shifts = [Int?](repeating: nil, count: operands.count)
    let accesses =
      reads.map { ($0.operand, $0.index, $0.outside) }
      + writes.map { ($0.operand, $0.index, nil) }
    for (operand, index, outside) in accesses {
      var elements = 0
      for (axis, each) in index.enumerated() {
        let steps = each.affine.coefficients[loop]
        guard steps == 0 || outside == nil else { return nil }
        // Which row that is, data says.
        if steps != 0, case .indirect = each { return nil }
        let stride = operands[operand].shape.extents.dropFirst(axis + 1).reduce(1, *)
        elements += steps * stride * (extents[loop] / blocks)
      }
      let bytes = elements * operands[operand].element.size
      guard bytes >= 0, shifts[operand] ?? bytes == bytes else { return nil }
      shifts[operand] = bytes
    }
    return shifts.map { $0 ?? 0 }
  }
}
