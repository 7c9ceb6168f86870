import Graph
import Tensors

/// A reduction with few outputs is cut into parts that are computed side by side and merged in order. How
/// many parts depends on shapes only.
extension Nest {
  struct Partial {
    var nest: Nest
    /// Bytes of the buffer of each result.
    var buffers: [Int]
  }

  static let fewTasks = 16
  static let mostPartialBytes = 32 << 20

  /// The nest that computes parts into new operands, and the one that merges them and does what the
  /// original did with the results; `nil` where there is nothing to gain.
  func splitReduction() -> (partial: Partial, merge: Nest)? {
    guard let reduction, let loop = reduction.loops.max(by: { extents[$0] < extents[$1] }),
      let parts = partCount(reduction, loop)
    else { return nil }
    let results = reduction.terms.reduce(0) { $0 + $1.resultCount }
    let outputs = keptLoops.map { extents[$0] }

    var partial = self
    partial.split(loop, blocks: parts)
    let size = partial.extents[loop + 1]
    if size * parts > extents[loop] { partial.guardLast(loop, size: size, of: extents[loop]) }
    partial.reduction?.loops.removeAll { $0 == loop }
    // The part is the outermost loop, so that each is a task of its own.
    partial.moveOutermost(loop)
    let kept = partial.keptLoops
    let shape = Shape([parts] + outputs)
    partial.writes = (0..<results).map {
      partial.dense(operand: elements.count + $0, shape, loops: kept, value: .reduced($0))
    }
    partial.elements += [ElementType](repeating: .float32, count: results)

    let count = outputs.count + 1
    var merge = self
    merge.rewrite(extents: outputs + [parts], reductionLoops: [count - 1]) { [keptLoops] affine in
      Affine(coefficients: keptLoops.map { affine.coefficients[$0] } + [0], offset: affine.offset)
    }
    let order = [count - 1] + Array(0..<(count - 1))
    merge.reads += (0..<results).map {
      merge.dense(operand: elements.count + $0, shape, loops: order, value: .constant(0)).address
    }
    merge.elements = partial.elements
    merge.mergeTerms(of: reduction, firstRead: reads.count, parts: parts)
    return (
      Partial(nest: partial, buffers: [Int](repeating: shape.count * 4, count: results)), merge
    )
  }

  private func partCount(_ reduction: FusedKernel.Reduction, _ loop: Int) -> Int? {
    guard !reduction.terms.contains(where: { $0.combine == .argmax }) else { return nil }
    let cost = reduction.terms.map { max(1, $0.value.cost) }.reduce(0, +)
    let work = extents.reduce(1, *) * cost
    let lane = vectorLoop()
    var tasks = keptLoops.filter { $0 != lane }.map { extents[$0] }.reduce(1, *)
    if !reduction.loops.contains(lane) {
      tasks *= (extents[lane] + NestEmitter.columnBlock - 1) / NestEmitter.columnBlock
    }
    guard tasks < Self.fewTasks, work >= 2 * Partition.workPerChunk else { return nil }
    let results = reduction.terms.reduce(0) { $0 + $1.resultCount }
    let bytes = keptLoops.map { extents[$0] }.reduce(results * 4, *)
    let most = min(
      (Partition.chunks(for: work) + tasks - 1) / tasks, Self.mostPartialBytes / bytes,
      extents[loop])
    guard most >= 2 else { return nil }
    // Equal parts need no guard, and moments can be merged only so.
    for parts in stride(from: most, through: max(2, (most + 1) / 2), by: -1)
    where extents[loop] % parts == 0 {
      return parts
    }
    if !reduction.terms.contains(where: { $0.combine == .moments }) {
      let size = (extents[loop] + most - 1) / most
      return (extents[loop] + size - 1) / size
    }
    return stride(from: most, through: 2, by: -1).first { extents[loop] % $0 == 0 }
  }

  /// Leaves out what the last part of a split loop has beyond the old extent.
  private mutating func guardLast(_ part: Int, size: Int, of extent: Int) {
    let count = extents.count
    let inside = FusedScalar.Guard(
      index: Affine.loop(part, of: count) * size + .loop(part + 1, of: count), extent: extent)
    guard let old = reduction else { return }
    reduction?.terms = old.terms.map {
      FusedKernel.Reduction.Term(
        combine: $0.combine,
        value: .guarded([inside], $0.value, $0.combine == .max ? -.infinity : 0))
    }
  }

  private mutating func moveOutermost(_ loop: Int) {
    let order = [loop] + extents.indices.filter { $0 != loop }
    let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    rewrite(
      extents: order.map { extents[$0] },
      reductionLoops: reductionLoops.compactMap { position[$0] }.sorted()
    ) { affine in
      Affine(coefficients: order.map { affine.coefficients[$0] }, offset: affine.offset)
    }
  }

  /// A write of a row-major tensor whose axes are these loops.
  private func dense(operand: Int, _ shape: Shape, loops: [Int], value: FusedScalar) -> Write {
    var offset = Affine.constant(0, of: extents.count)
    for (loop, stride) in zip(loops, shape.strides) { offset.coefficients[loop] = stride }
    return Write(
      address: Address(operand: operand, offset: offset), value: value, accumulates: false,
      shape: shape, index: [])
  }

  /// Sums and maxima merge as they are. Of moments over parts of equal size the mean is the mean of
  /// means, and the variance the mean of variances plus the variance of means.
  private mutating func mergeTerms(
    of old: FusedKernel.Reduction, firstRead: Int, parts: Int
  ) {
    var terms: [FusedKernel.Reduction.Term] = []
    var results: [FusedScalar] = []
    var read = firstRead
    var number = 0
    for term in old.terms {
      switch term.combine {
      case .sum, .max, .set, .argmax:
        terms.append(.init(combine: term.combine, value: .read(read)))
        results.append(.reduced(number))
        number += 1
      case .moments:
        terms.append(.init(combine: .moments, value: .read(read)))
        terms.append(.init(combine: .sum, value: .read(read + 1)))
        results.append(.reduced(number))
        results.append(
          .binary(
            .add, .reduced(number + 1),
            .binary(.multiply, .reduced(number + 2), .constant(1 / Double(parts)))))
        number += 3
      }
      read += term.resultCount
    }
    reduction?.terms = terms
    writes = writes.map { write in
      var write = write
      write.value = write.value.replacing {
        if case .reduced(let result) = $0 { results[result] } else { nil }
      }
      return write
    }
  }
}
