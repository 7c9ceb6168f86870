import Graph

extension ScheduledKernel {
  /// The work of computing a value again; a gather counts as arithmetic.
  ///
  /// - Parameter isLiteral: whether a buffer's numbers are the program's own.
  func effort(of value: FusedScalar, isLiteral: (Buffer) -> Bool) -> Int {
    value.reads.reduce(value.cost) { $0 + lookups(of: kernel.reads[$1], isLiteral) }
  }

  /// The work of finding what a read goes to: little where numbers of the program choose whole rows, as at a mirrored edge.
  private func lookups(of read: FusedKernel.Read, _ isLiteral: (Buffer) -> Bool) -> Int {
    let indices = read.index.compactMap { index -> FusedKernel.Read? in
      if case .indirect(_, read: let read) = index { kernel.reads[read] } else { nil }
    }
    let areRows = indices.allSatisfy { index in
      isLiteral(buffers[index.operand]) && !index.isIndirect
        && index.index.allSatisfy { $0.affine.coefficients.last == 0 }
    }
    return indices.isEmpty ? 0 : areRows ? indices.count : 4
  }
}
