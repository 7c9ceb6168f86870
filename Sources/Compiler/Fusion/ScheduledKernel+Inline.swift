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
    // Each round replaces one read or splits one loop; both come to an end.
    while let read = result.kernel.reads.indices.first(where: {
      result.buffers[result.kernel.reads[$0].operand] == buffer
    }) {
      guard !result.kernel.indexingReads.contains(read),
        let next = result.inlining(producer, write, at: read)
      else { return nil }
      result = next
    }
    result.operations = producer.operations + operations
    result.origins = producer.origins + origins.filter { !producer.origins.contains($0) }
    return result
  }

  private func inlining(
    _ producer: ScheduledKernel, _ write: FusedKernel.Write, at position: Int
  ) -> ScheduledKernel? {
    let read = kernel.reads[position]
    var index: [Affine] = []
    for each in read.index {
      guard case .affine(let affine) = each else { return nil }
      index.append(affine)
    }
    let view = kernel.operands[read.operand].shape
    let target = producer.kernel.operands[write.operand].shape
    let loose =
      read.outside == nil
      ? []
      : Set(
        index.indices.filter {
          let range = index[$0].range(over: kernel.extents)
          return range.lowerBound < 0 || range.upperBound >= view[$0]
        })
    switch Reindex(index, from: view, to: target, extents: kernel.extents, loose: loose) {
    case .impossible: return nil
    case .split(let loop, let inner):
      var result = self
      result.kernel = kernel.splitting(loop, inner: inner)
      return result
    case .index(let axes):
      var loops = [Affine](
        repeating: .constant(0, of: kernel.extents.count), count: producer.kernel.extents.count)
      for (axis, each) in write.index.enumerated() {
        if let loop = each.affine.pureLoop { loops[loop] = axes[axis] }
      }
      let guards = loose.sorted().map { FusedScalar.Guard(index: index[$0], extent: view[$0]) }
      return replacing(position, by: producer, write.value, loops, guards, read.outside ?? 0)
    }
  }

  /// Replaces one read by a value of another kernel, whose loops are these affines of this one's.
  private func replacing(
    _ position: Int, by producer: ScheduledKernel, _ value: FusedScalar, _ loops: [Affine],
    _ guards: [FusedScalar.Guard], _ outside: Double
  ) -> ScheduledKernel {
    var result = self
    let first = result.append(readsOf: producer, loops: loops)
    var inlined = value.mapping(
      affine: { $0.substituting(loops, of: kernel.extents.count) }, read: { first + $0 })
    if !guards.isEmpty {
      let needed = guards.filter { !result.implies(inlined, $0, outside) }
      if !needed.isEmpty { inlined = .guarded(needed, inlined, outside) }
    }
    func replaced(_ old: FusedScalar) -> FusedScalar {
      old.replacing { if case .read(position) = $0 { inlined } else { nil } }
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
