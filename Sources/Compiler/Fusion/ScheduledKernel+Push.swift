import Graph
import Tensors

extension ScheduledKernel {
  /// For each loop, the axis of the view of `buffer` that it runs along, where the kernel reads every
  /// element of the buffer once, each at one point, through one view; `nil` otherwise.
  func axes(through buffer: Buffer) -> (view: Shape, axes: [Int?])? {
    let reads = kernel.reads.filter { buffers[$0.operand] == buffer }
    guard let first = reads.first else { return nil }
    let shape = kernel.operands[first.operand].shape
    guard
      reads.allSatisfy({ $0.index == first.index && kernel.operands[$0.operand].shape == shape })
    else { return nil }
    var view: [Int] = []
    var axes = [Int?](repeating: nil, count: kernel.extents.count)
    for (axis, index) in first.index.enumerated() {
      guard case .affine(let affine) = index else { return nil }
      if shape[axis] == 1, affine.isZero { continue }
      guard let loops = kernel.radix(affine, shape[axis]) else { return nil }
      for loop in loops {
        guard axes[loop] == nil else { return nil }
        axes[loop] = view.count
        view.append(kernel.extents[loop])
      }
    }
    guard kernel.extents.indices.allSatisfy({ axes[$0] != nil || kernel.extents[$0] == 1 }) else {
      return nil
    }
    return (Shape(view), axes)
  }

  /// This kernel with the writes of a pointwise consumer done at once, where it writes `buffer`.
  ///
  /// All buffers that this kernel writes and the consumer reads must be read at the point of their writing.
  ///
  /// - Precondition: the consumer is pointwise and reads `buffer`.
  func pushing(_ consumer: ScheduledKernel, through buffer: Buffer) -> ScheduledKernel? {
    guard !kernel.writes.contains(where: \.accumulates) else { return nil }
    var result = self
    // Of a kernel that writes several elements at a point, one of them after the other.
    let writes = kernel.writes.indices.filter { buffers[kernel.writes[$0].operand] == buffer }
    var next = 0
    while next < writes.count {
      switch result.loops(of: consumer, through: buffer, result.kernel.writes[writes[next]]) {
      case .impossible: return nil
      case .split(let loop, let inner):
        guard !result.kernel.isNarrowed(bySplitting: loop, inner: inner) else { return nil }
        result.kernel = result.kernel.splitting(loop, inner: inner)
      case .index(let loops):
        guard
          let more = result.appending(
            consumer, loops, through: buffer, result.kernel.writes[writes[next]])
        else { return nil }
        result = more
        next += 1
      }
    }
    guard !writes.isEmpty else { return nil }
    result.operations = operations + consumer.operations
    result.origins = origins + consumer.origins.filter { !origins.contains($0) }
    return result.tidied()
  }

  /// The consumer's loops as affines of this kernel's, going through one write of a buffer.
  private func loops(
    of consumer: ScheduledKernel, through buffer: Buffer, _ write: FusedKernel.Write
  ) -> Reindex {
    guard let (view, axes) = consumer.axes(through: buffer) else { return .impossible }
    var index: [Affine] = []
    for each in write.index {
      guard case .affine(let affine) = each else { return .impossible }
      index.append(affine)
    }
    let shape = kernel.operands[write.operand].shape
    let reindexed = Reindex(index, from: shape, to: view, extents: kernel.extents)
    guard case .index(let places) = reindexed else { return reindexed }
    return .index(
      axes.map { $0.map { places[$0] } ?? .constant(0, of: kernel.extents.count) })
  }

  /// With the writes of the consumer that one write of a buffer makes possible.
  private func appending(
    _ consumer: ScheduledKernel, _ loops: [Affine], through buffer: Buffer,
    _ write: FusedKernel.Write
  ) -> ScheduledKernel? {
    let count = kernel.extents.count
    // What stands for the consumer's reads of buffers that are written here.
    var known: [Int: FusedScalar] = [:]
    for (number, read) in consumer.kernel.reads.enumerated() {
      let source = consumer.buffers[read.operand]
      if source == buffer {
        known[number] = write.value
        continue
      }
      let others = kernel.writes.filter { buffers[$0.operand] == source }
      guard let other = others.first else { continue }
      guard others.count == 1,
        case .index(loops) = self.loops(of: consumer, through: source, other)
      else { return nil }
      known[number] = other.value
    }
    guard consumer.kernel.indexingReads.isDisjoint(with: known.keys) else { return nil }
    var result = self
    let firstOperand = kernel.operands.count
    let firstRead = result.append(readsOf: consumer, loops: loops)
    for write in consumer.kernel.writes {
      let moved = write.value.mapping(
        affine: { $0.substituting(loops, of: count) }, read: { firstRead + $0 })
      let value = moved.replacing {
        if case .read(let read) = $0, let value = known[read - firstRead] { value } else { nil }
      }
      result.kernel.writes.append(
        FusedKernel.Write(
          operand: firstOperand + write.operand,
          index: write.index.map {
            $0.mapping(
              affine: { $0.substituting(loops, of: count) }, read: { firstRead + $0 })
          }, value: value))
    }
    return result
  }

  /// Without the write of a buffer that nothing reads any more.
  func dropping(_ buffer: Buffer) -> ScheduledKernel {
    var result = self
    result.kernel.writes.removeAll { buffers[$0.operand] == buffer }
    return result.tidied()
  }

  /// Two kernels over the same loops that do not depend on each other, as one.
  func joining(_ other: ScheduledKernel) -> ScheduledKernel {
    let count = kernel.extents.count
    let loops = (0..<count).map { Affine.loop($0, of: count) }
    var result = self
    let firstOperand = kernel.operands.count
    let firstRead = result.append(readsOf: other, loops: loops)
    let firstResult = kernel.reduction?.terms.reduce(0) { $0 + $1.resultCount } ?? 0
    func value(_ old: FusedScalar) -> FusedScalar {
      old.mapping(affine: { $0 }, read: { firstRead + $0 }).replacing {
        if case .reduced(let number) = $0 { .reduced(firstResult + number) } else { nil }
      }
    }
    result.kernel.reduction?.terms += (other.kernel.reduction?.terms ?? []).map {
      .init(combine: $0.combine, value: value($0.value))
    }
    result.kernel.writes += other.kernel.writes.map {
      FusedKernel.Write(
        operand: firstOperand + $0.operand,
        index: $0.index.map { $0.mapping(affine: { $0 }, read: { firstRead + $0 }) },
        value: value($0.value))
    }
    result.operations = operations + other.operations
    result.origins = origins + other.origins.filter { !origins.contains($0) }
    return result.tidied()
  }
}

extension FusedKernel {
  /// Whether a contraction's loop that filled vectors would not any more: channels in groups of four, say. What reads
  /// them so is better a kernel of its own.
  fileprivate func isNarrowed(bySplitting loop: Int, inner: Int) -> Bool {
    isContraction && inner < InstructionSet.lanes && extents[loop] >= InstructionSet.lanes
      && writes.contains { write in
        guard case .affine(let last)? = write.index.last else { return false }
        return last.coefficients[loop] == 1
      }
  }

  /// The loops of which an index is the row-major combination, where it meets each element of the axis once.
  fileprivate func radix(_ index: Affine, _ extent: Int) -> [Int]? {
    guard index.offset == 0 else { return nil }
    let loops = extents.indices.filter { index.coefficients[$0] != 0 && extents[$0] > 1 }
      .sorted { index.coefficients[$0] > index.coefficients[$1] }
    var stride = 1
    for loop in loops.reversed() {
      guard index.coefficients[loop] == stride else { return nil }
      stride *= extents[loop]
    }
    return stride == extent ? loops : nil
  }
}
