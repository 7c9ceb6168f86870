import Graph
import Tensors

extension ScheduledKernel {
  /// Without loops of one iteration, and with neighbouring loops joined that every access walks through as if
  /// they were one; views are joined with them.
  func collapsed() -> ScheduledKernel {
    guard !kernel.writes.contains(where: \.accumulates) else { return self }
    var result = separated()
    for loop in kernel.extents.indices.reversed() where kernel.extents[loop] == 1 {
      result.drop(loop)
    }
    result.dropUnitAxes()
    var loop = result.kernel.extents.count - 2
    while loop >= 0 {
      if let joined = result.joining(loop) { result = joined }
      loop -= 1
    }
    return result.tidied()
  }

  /// With an operand for each access, so that each can have its own view.
  private func separated() -> ScheduledKernel {
    var result = self
    var operands: [TensorType] = []
    var memory: [Buffer] = []
    func own(_ operand: Int) -> Int {
      operands.append(kernel.operands[operand])
      memory.append(buffers[operand])
      return operands.count - 1
    }
    for i in kernel.reads.indices {
      result.kernel.reads[i].operand = own(kernel.reads[i].operand)
    }
    for i in kernel.writes.indices {
      result.kernel.writes[i].operand = own(kernel.writes[i].operand)
    }
    result.kernel.operands = operands
    result.buffers = memory
    return result
  }

  private mutating func drop(_ loop: Int) {
    var extents = kernel.extents
    extents.remove(at: loop)
    let loops = (kernel.reduction?.loops ?? []).filter { $0 != loop }
      .map { $0 > loop ? $0 - 1 : $0 }
    kernel = kernel.rewriting(extents: extents, reductionLoops: loops) {
      var coefficients = $0.coefficients
      coefficients.remove(at: loop)
      return Affine(coefficients: coefficients, offset: $0.offset)
    }
  }

  /// Leaves out axes of one element, where the index is 0.
  private mutating func dropUnitAxes() {
    for i in kernel.reads.indices {
      kernel.reads[i].index = withoutUnitAxes(kernel.reads[i].index, of: kernel.reads[i].operand)
    }
    for i in kernel.writes.indices {
      kernel.writes[i].index = withoutUnitAxes(
        kernel.writes[i].index, of: kernel.writes[i].operand)
    }
  }

  /// An index of an operand without such axes, which the operand loses.
  private mutating func withoutUnitAxes(
    _ index: [Statement.Index], of operand: Int
  ) -> [Statement.Index] {
    let type = kernel.operands[operand]
    let kept = index.indices.filter {
      index[$0] != .affine(.constant(0, of: kernel.extents.count)) || type.shape[$0] != 1
    }
    kernel.operands[operand] = TensorType(Shape(kept.map { type.shape[$0] }), type.element)
    return kept.map { index[$0] }
  }

  /// With a loop and the next one as one; `nil` where some access or value tells them apart.
  func joining(_ loop: Int) -> ScheduledKernel? {
    let inner = kernel.extents[loop + 1]
    let reduced = kernel.reduction?.loops ?? []
    guard reduced.contains(loop) == reduced.contains(loop + 1) else { return nil }
    let whole = { (affine: Affine) in
      affine.coefficients[loop] == affine.coefficients[loop + 1] * inner
    }
    guard kernel.values.allSatisfy({ $0.affines.allSatisfy(whole) }) else { return nil }
    var result = self
    for i in kernel.reads.indices {
      guard
        let (index, shape) = kernel.joined(
          kernel.reads[i].index, kernel.operands[kernel.reads[i].operand].shape, loop)
      else { return nil }
      result.set(kernel.reads[i].operand, shape)
      result.kernel.reads[i].index = index
    }
    for i in kernel.writes.indices {
      guard
        let (index, shape) = kernel.joined(
          kernel.writes[i].index, kernel.operands[kernel.writes[i].operand].shape, loop)
      else { return nil }
      result.set(kernel.writes[i].operand, shape)
      result.kernel.writes[i].index = index
    }
    var extents = kernel.extents
    extents[loop] *= inner
    extents.remove(at: loop + 1)
    let loops = reduced.filter { $0 != loop + 1 }.map { $0 > loop ? $0 - 1 : $0 }
    // The inner loop's coefficient is the joined one's.
    result.kernel = result.kernel.rewriting(extents: extents, reductionLoops: loops) {
      var coefficients = $0.coefficients
      coefficients.remove(at: loop)
      return Affine(coefficients: coefficients, offset: $0.offset)
    }
    return result
  }

  private mutating func set(_ operand: Int, _ shape: Shape) {
    kernel.operands[operand] = TensorType(shape, kernel.operands[operand].element)
  }
}

extension FusedKernel {
  /// An index in which two neighbouring loops walk as one, and the view for it: either each axis has both in
  /// step, or two neighbouring axes are just these loops and become one.
  func joined(_ index: [Statement.Index], _ shape: Shape, _ loop: Int)
    -> ([Statement.Index], Shape)?
  {
    let inner = extents[loop + 1]
    let apart = index.indices.filter {
      let c = index[$0].affine.coefficients
      return c[loop] != c[loop + 1] * inner
    }
    if apart.isEmpty { return (index, shape) }
    guard apart.count == 2, apart[1] == apart[0] + 1,
      case .affine(let outer) = index[apart[0]], case .affine(let last) = index[apart[1]],
      outer.coefficients[loop + 1] == 0, last.coefficients[loop] == 0,
      last.pureLoop == loop + 1, shape[apart[1]] == inner
    else { return nil }
    // outer · inner + last: in range only together, so the outer one must not need a guard.
    let range = outer.range(over: extents)
    guard range.lowerBound >= 0, range.upperBound < shape[apart[0]] else { return nil }
    let combined = outer * inner + last
    guard combined.coefficients[loop] == inner else { return nil }
    var axes = index
    var sizes = shape.extents
    axes[apart[0]] = .affine(combined)
    sizes[apart[0]] *= inner
    axes.remove(at: apart[1])
    sizes.remove(at: apart[1])
    return (axes, Shape(sizes))
  }
}
