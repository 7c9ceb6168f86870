import Graph

extension ContractionSchedule {
  /// With the factors that are met with great strides copied to panels, a unit's at a time; `nil` where none is.
  ///
  /// In place, each step of a sum is another, distant line of the memory, of which a tile uses a part; the next
  /// tile meets them all again. What is summed up, and in which order, stays as it is.
  func paneled() -> ContractionSchedule? {
    guard !isDot, shape.count(.reduction) >= limits.panelSteps, work >= 10 * limits.grain else {
      return nil
    }
    var result = self
    if !rowsStaged, isDistant(rows, from: limits.distantRows) {
      let spanned = rowLoops.filter { tile.extents[$0] > 1 }
      let uses = columnLoops.reduce(1) { $0 * extents[$1] } / max(1, columnCount * width)
      if spanned.count == 1, uses >= limits.panelUses { result.panelLoops.rows = spanned[0] }
    }
    if !columnsStaged, isDistant(columns, from: limits.distantColumns) {
      let uses = rowLoops.reduce(1) { $0 * extents[$1] } / max(1, rowCount)
      if uses >= limits.panelUses { result.panelLoops.columns = vector }
    }
    guard result.panelLoops != (nil, nil), result.chooseBlocks(),
      reductionLoops.allSatisfy({ result.blocks[$0] == blocks[$0] }), result.splits == splits
    else { return nil }
    return result
  }

  /// Whether every step of the sum meets elements that are at least so many floats from those before.
  private func isDistant(_ operand: ContractionOperand, from distance: Int) -> Bool {
    guard let read = operand.direct, operand.axes.allSatisfy({ $0.coefficients.count == 1 }) else {
      return false
    }
    let position = ContractionOperand.position(shape.kernel.reads[read], shape.kernel)
    return reductionLoops.allSatisfy {
      extents[$0] == 1 || abs(position.coefficients[$0]) >= distance
    }
  }

  func panels(_ operand: ContractionOperand, along loop: Int?, _ blocks: [Int])
    -> ContractionLayout?
  {
    guard let loop else { return nil }
    return ContractionLayout(
      panelsOf: operand, along: loop, points: tile.extents[loop], steps: reductionOrder,
      blocks: blocks)
  }
}
