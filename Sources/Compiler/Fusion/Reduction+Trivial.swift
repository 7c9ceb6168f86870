import Graph

extension FusedKernel.Reduction {
  /// What the results are where no loop is left to reduce over: the values themselves.
  var valuesWithoutLoops: [FusedScalar] {
    terms.flatMap { term -> [FusedScalar] in
      switch term.combine {
      case .sum, .max, .set: [term.value]
      case .argmax: [.constant(0)]
      case .moments: [term.value, .constant(0)]
      }
    }
  }
}

extension FusedScalar {
  /// With the results of a reduction replaced by values.
  func replacingResults(_ values: [FusedScalar]) -> FusedScalar {
    replacing { if case .reduced(let result) = $0 { values[result] } else { nil } }
  }
}

extension FusedKernel {
  /// Without a reduction whose loops have one iteration each.
  func withoutTrivialReduction() -> FusedKernel {
    guard let reduction, reduction.loops.allSatisfy({ extents[$0] == 1 }) else { return self }
    var result = self
    result.reduction = nil
    for i in writes.indices {
      result.writes[i].value = writes[i].value.replacingResults(reduction.valuesWithoutLoops)
    }
    return result
  }
}
