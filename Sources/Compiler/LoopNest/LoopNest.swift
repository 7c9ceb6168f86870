import Graph
import Tensors

/// The plain way from a fused kernel to C, correct for every kernel: pointwise loops, column and row
/// reductions, scatters. Contractions have templates of their own.
enum LoopNest {
  static func compile(_ kernel: FusedKernel) -> KernelParts {
    let nest = Nest(kernel).collapsed()
    let count = kernel.operands.count
    guard let (partial, merge) = nest.splitReduction() else {
      return KernelParts(steps: [step(nest, count)])
    }
    return KernelParts(
      steps: [step(partial.nest, count, .partial), step(merge.collapsed(), count, .merge)],
      partials: partial.buffers)
  }

  /// One kernel with just the operands it uses; those from `count` on are partial results.
  private static func step(
    _ nest: Nest, _ count: Int, _ part: KernelParts.Part = .whole
  ) -> KernelParts.Step {
    let (compact, used) = nest.compacted()
    return KernelParts.Step(
      kernel: emit(compact),
      operands: used.map { $0 < count ? .operand($0) : .partial($0 - count) }, part: part)
  }

  private static func emit(_ nest: Nest) -> CompiledKernel {
    let emitter = NestEmitter(nest)
    if nest.writes.contains(where: \.accumulates) { return emitter.scatter() }
    guard nest.reduction != nil else { return emitter.pointwise() }
    let lane = nest.vectorLoop()
    return nest.reductionLoops.contains(lane)
      ? emitter.rows(over: lane) : emitter.columns(over: lane)
  }
}

extension Nest {
  /// Without operands that nothing reads or writes, and the old numbers of those that are left.
  ///
  /// - Precondition: reads that nothing mentions are gone.
  func compacted() -> (Nest, used: [Int]) {
    let used = Set(reads.map(\.operand) + writes.map(\.address.operand)).sorted()
    let number = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    var nest = self
    nest.elements = used.map { elements[$0] }
    for i in reads.indices { nest.reads[i].operand = number[reads[i].operand] ?? 0 }
    for i in writes.indices {
      nest.writes[i].address.operand = number[writes[i].address.operand] ?? 0
    }
    return (nest, used)
  }

  /// The loop that is best run innermost: the one along which most reads are contiguous. Positions are
  /// counted, and ties decided, in the order of the loops: of an argmax's only the last may be it.
  ///
  /// - Precondition: there is a reduction with at least one loop in all.
  func vectorLoop() -> Int {
    let used = (reduction?.terms ?? []).reduce(into: Set<Int>()) { $0.formUnion($1.value.reads) }
    func score(_ loop: Int) -> Int {
      var sum = 0
      for read in used {
        let address = reads[read]
        let indirect = address.indirect.contains {
          reads[$0.read].offset.coefficients[loop] != 0
        }
        switch (indirect, abs(address.offset.coefficients[loop])) {
        case (false, 0): sum += 1
        case (false, 1): sum += 2
        default: sum += 16
        }
      }
      return (sum + 1) * 16 * 16 / min(16, max(1, extents[loop]))
    }
    let isOrdered = reduction?.terms.contains { $0.combine == .argmax } ?? false
    let candidates =
      keptLoops.reversed() + (isOrdered ? reductionLoops.suffix(1) : reductionLoops.reversed())
    var best = candidates[0]
    for loop in candidates.dropFirst() where score(loop) < score(best) { best = loop }
    return best
  }
}
