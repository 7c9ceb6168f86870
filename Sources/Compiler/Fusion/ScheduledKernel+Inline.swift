import Graph
import Tensors

extension ScheduledKernel {
  /// The write of a buffer, where every element is written, each by the loops of its own axes.
  func denseWrite(of buffer: Buffer) -> FusedKernel.Write? {
    let writes = kernel.writes.filter { buffers[$0.operand] == buffer }
    guard writes.count == 1, let write = writes.first, !write.accumulates else { return nil }
    let shape = kernel.operands[write.operand].shape
    var seen: Set<Int> = []
    for (axis, index) in write.index.enumerated() {
      guard case .affine(let affine) = index else { return nil }
      if shape[axis] == 1, affine.isZero { continue }
      guard let loop = affine.pureLoop, kernel.extents[loop] == shape[axis],
        seen.insert(loop).inserted
      else { return nil }
    }
    let kept = kernel.keptLoops.filter { kernel.extents[$0] > 1 }
    return kept.allSatisfy(seen.contains) ? write : nil
  }

  /// This kernel with a producer's value computed where it is read.
  ///
  /// `nil` where that cannot be expressed: an index that is data, or loops that cannot follow the producer's.
  ///
  /// - Precondition: the producer is pointwise.
  func inlining(_ producer: ScheduledKernel, _ buffer: Buffer) -> ScheduledKernel? {
    guard let write = producer.denseWrite(of: buffer) else { return nil }
    var result = self
    // Each round splits one loop, until every read's loops can follow.
    while true {
      let places = result.kernel.reads.indices.filter {
        result.buffers[result.kernel.reads[$0].operand] == buffer
      }
      guard result.kernel.indexingReads.isDisjoint(with: places) else { return nil }
      switch result.loops(of: producer, write, at: places) {
      case .impossible: return nil
      case .split(let loop, let inner):
        result.kernel = result.kernel.splitting(loop, inner: inner)
      case .loops(let loops):
        result = result.replacing(places, by: producer, write.value, loops)
        result.operations = producer.operations + operations
        result.origins = producer.origins + origins.filter { !producer.origins.contains($0) }
        return result
      }
    }
  }

  private enum Following {
    /// For each read, the producer's loops as affines of this kernel's.
    case loops([[Affine]])
    case split(loop: Int, inner: Int)
    case impossible
  }

  /// How the producer's loops go at each of these reads of what it writes.
  private func loops(
    of producer: ScheduledKernel, _ write: FusedKernel.Write, at places: [Int]
  ) -> Following {
    let target = producer.kernel.operands[write.operand].shape
    var all: [[Affine]] = []
    for place in places {
      let read = kernel.reads[place]
      guard !read.isIndirect else { return .impossible }
      let reindexed = Reindex(
        read.index.map(\.affine), from: kernel.operands[read.operand].shape, to: target,
        extents: kernel.extents, loose: Set(looseAxes(of: read)))
      switch reindexed {
      case .impossible: return .impossible
      case .split(let loop, let inner): return .split(loop: loop, inner: inner)
      case .index(let axes):
        var loops = [Affine](
          repeating: .constant(0, of: kernel.extents.count), count: producer.kernel.extents.count)
        for (axis, each) in write.index.enumerated() {
          if let loop = each.affine.pureLoop { loops[loop] = axes[axis] }
        }
        all.append(loops)
      }
    }
    return .loops(all)
  }

  /// The axes along which a padded read may fall outside.
  private func looseAxes(of read: FusedKernel.Read) -> [Int] {
    guard read.outside != nil else { return [] }
    let view = kernel.operands[read.operand].shape
    return read.index.indices.filter {
      let range = read.index[$0].affine.range(over: kernel.extents)
      return range.lowerBound < 0 || range.upperBound >= view[$0]
    }
  }

  /// Replaces reads by a value of another kernel, whose loops are at each of them these affines of this one's: all at
  /// once, since a transform reads dozens of elements, and each way through its values takes as long.
  private func replacing(
    _ places: [Int], by producer: ScheduledKernel, _ value: FusedScalar, _ loops: [[Affine]]
  ) -> ScheduledKernel {
    var result = self
    var inlined: [Int: FusedScalar] = [:]
    for (place, loops) in zip(places, loops) {
      let first = result.append(readsOf: producer, loops: loops)
      let moved = value.mapping(
        affine: { $0.substituting(loops, of: kernel.extents.count) }, read: { first + $0 })
      let read = kernel.reads[place]
      let view = kernel.operands[read.operand].shape
      let outside = read.outside ?? 0
      let guards = looseAxes(of: read).map {
        FusedScalar.Guard(index: read.index[$0].affine, extent: view[$0])
      }.filter { !result.implies(moved, $0, outside) }
      inlined[place] = guards.isEmpty ? moved : .guarded(guards, moved, outside)
    }
    func replaced(_ old: FusedScalar) -> FusedScalar {
      old.replacing { if case .read(let place) = $0 { inlined[place] } else { nil } }
    }
    result.kernel.reduction?.terms = (kernel.reduction?.terms ?? []).map {
      .init(combine: $0.combine, value: replaced($0.value))
    }
    for i in result.kernel.writes.indices {
      result.kernel.writes[i].value = replaced(kernel.writes[i].value)
    }
    return result.tidied()
  }

  /// Appends another kernel's operands and reads, its loops replaced, and returns the first new read's number.
  mutating func append(readsOf other: ScheduledKernel, loops: [Affine]) -> Int {
    let firstOperand = kernel.operands.count
    let firstRead = kernel.reads.count
    kernel.operands += other.kernel.operands
    buffers += other.buffers
    kernel.reads += other.kernel.reads.map { read in
      FusedKernel.Read(
        operand: firstOperand + read.operand,
        index: read.index.map {
          $0.mapping(
            affine: { $0.substituting(loops, of: kernel.extents.count) },
            read: { firstRead + $0 })
        },
        outside: read.outside)
    }
    return firstRead
  }

  /// Whether a padded read already gives the value outside wherever a guard does not hold.
  private func implies(_ value: FusedScalar, _ condition: FusedScalar.Guard, _ outside: Double)
    -> Bool
  {
    guard case .read(let position) = value, kernel.reads[position].outside == outside else {
      return false
    }
    let read = kernel.reads[position]
    let shape = kernel.operands[read.operand].shape
    return zip(read.index, shape.extents).contains { index, extent in
      guard case .affine(let inner) = index,
        inner.coefficients == condition.index.coefficients
      else { return false }
      // inner = guarded + shift, so inner in 0..<extent puts the guarded index in this range.
      let shift = inner.offset - condition.index.offset
      return -shift >= 0 && extent - shift <= condition.extent
    }
  }
}
