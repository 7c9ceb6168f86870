import Graph
import Tensors

extension FusedKernel {
  /// The same with its affines over other loops.
  func rewriting(extents: [Int], reductionLoops: [Int], _ change: (Affine) -> Affine)
    -> FusedKernel
  {
    FusedKernel(
      extents: extents, operands: operands,
      reads: reads.map { read in
        Read(
          operand: read.operand, index: read.index.map { $0.mapping(affine: change) },
          outside: read.outside)
      },
      reduction: reduction.map { old in
        Reduction(
          loops: reductionLoops,
          terms: old.terms.map {
            Reduction.Term(combine: $0.combine, value: $0.value.rewriting(change))
          })
      },
      writes: writes.map { write in
        Write(
          operand: write.operand, index: write.index.map { $0.mapping(affine: change) },
          value: write.value.rewriting(change), accumulates: write.accumulates)
      })
  }

  /// `loop` as two: blocks of `inner` points, and the place in the block.
  ///
  /// - Precondition: `inner` divides the extent.
  func splitting(_ loop: Int, inner: Int) -> FusedKernel {
    var new = extents
    new[loop] = inner
    new.insert(extents[loop] / inner, at: loop)
    let old = reduction?.loops ?? []
    let loops = old.map { $0 >= loop ? $0 + 1 : $0 } + (old.contains(loop) ? [loop] : [])
    return rewriting(extents: new, reductionLoops: loops.sorted()) {
      var coefficients = $0.coefficients
      coefficients.insert(coefficients[loop] * inner, at: loop)
      return Affine(coefficients: coefficients, offset: $0.offset)
    }
  }

  /// How many points the domain has.
  var pointCount: Int { extents.reduce(1, *) }
  var keptCount: Int { keptLoops.map { extents[$0] }.reduce(1, *) }

  /// All values that are computed.
  var values: [FusedScalar] { writes.map(\.value) + (reduction?.terms.map(\.value) ?? []) }

  var isPointwise: Bool { reduction == nil && !writes.contains(where: \.accumulates) }

  /// Reads that something other than a value goes through: indices and words of the step.
  var indexingReads: Set<Int> {
    var found: Set<Int> = []
    for index in reads.flatMap(\.index) + writes.flatMap(\.index) {
      if case .indirect(_, read: let read) = index { found.insert(read) }
    }
    for value in values {
      value.visit {
        if case .random(_, key: _, element: _, stepLow: let low, stepHigh: let high) = $0 {
          found.formUnion([low, high])
        }
      }
    }
    return found
  }
}

extension Affine {
  /// The affine over the loops of another domain, in which each of this one's loops is an affine.
  func substituting(_ loops: [Affine], of count: Int) -> Affine {
    var result = Affine.constant(offset, of: count)
    for (loop, coefficient) in coefficients.enumerated() where coefficient != 0 {
      result = result + loops[loop] * coefficient
    }
    return result
  }

  /// The only loop it depends on, where it is that loop and nothing else.
  var pureLoop: Int? {
    guard offset == 0, let loop = coefficients.firstIndex(where: { $0 != 0 }),
      coefficients[loop] == 1, !coefficients[(loop + 1)...].contains(where: { $0 != 0 })
    else { return nil }
    return loop
  }

  var isZero: Bool { offset == 0 && !coefficients.contains { $0 != 0 } }
}
