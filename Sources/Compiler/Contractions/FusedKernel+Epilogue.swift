import Graph
import Tensors

/// The epilogue of a contraction: what is computed of its sums before they are written.
extension FusedKernel {
  /// What the written values read beside the factors: each read at as many points as its loops have.
  var epilogueBytes: Int {
    let factors = Set((reduction?.terms ?? []).flatMap(\.value.reads))
    let beside = Set(writes.flatMap(\.value.reads)).subtracting(factors)
    return beside.reduce(0) { $0 + bytes(of: reads[$1]) }
  }

  /// Whether the loop along which it writes one element after the other fills no vector.
  var writesNarrowly: Bool {
    guard let write = writes.first else { return false }
    let position = ContractionOperand.position(
      write.index, operands[write.operand], loops: extents.count)
    return !extents.indices.contains {
      position.coefficients[$0] == 1 && extents[$0] >= InstructionSet.lanes
    }
  }

  private func bytes(of read: Read) -> Int {
    var loops: Set<Int> = []
    for case .affine(let affine) in read.index {
      loops.formUnion(extents.indices.filter { affine.coefficients[$0] != 0 })
    }
    let type = operands[read.operand]
    return min(type.byteCount, loops.reduce(type.element.size) { $0 * extents[$1] })
  }
}
