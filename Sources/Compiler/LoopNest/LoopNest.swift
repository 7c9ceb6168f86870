import Graph
import Tensors

/// The plain way from a fused kernel to C, correct for every kernel: pointwise loops, column and row
/// reductions, scatters. Contractions have templates of their own.
enum LoopNest {
  static func compile(_ kernel: FusedKernel) -> KernelParts {
    let nest = Nest(kernel).collapsed()
    guard let (partial, merge) = nest.splitReduction() else {
      return KernelParts(emit(nest), operands: kernel.operands.count)
    }
    let operands = kernel.operands.indices.map { KernelParts.Operand.operand($0) }
    let partials = partial.buffers.indices.map { KernelParts.Operand.partial($0) }
    return KernelParts(
      steps: [
        KernelParts.Step(
          kernel: emit(partial.nest), operands: operands + partials, note: "partial"),
        KernelParts.Step(
          kernel: emit(merge.collapsed()), operands: operands + partials, note: "merge"),
      ],
      partials: partial.buffers)
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
  /// The loop that is best run innermost: the one along which most reads are contiguous.
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
    let candidates = keptLoops.reversed() + reductionLoops.reversed()
    var best = candidates[0]
    for loop in candidates.dropFirst() where score(loop) < score(best) { best = loop }
    return best
  }
}
