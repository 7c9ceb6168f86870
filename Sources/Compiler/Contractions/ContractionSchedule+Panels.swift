import Graph

extension ContractionSchedule {
  /// With the factors that are met with great strides copied to panels, a unit's at a time; `nil` where none is.
  ///
  /// In place, each step of a sum is another, distant line of the memory, of which a tile uses a part; the next
  /// tile meets them all again. A unit sums some hundred steps for all its tiles, then the next ones: a panel of columns
  /// is then near for all tiles beside one another, and the panels of rows for all that follow (Goto & van de Geijn 2008).
  ///
  /// - Parameter uses: how many tiles have to use a panel of columns at least.
  func paneled(uses least: Int? = nil) -> ContractionSchedule? {
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
      if uses >= least ?? limits.panelUses { result.panelLoops.columns = vector }
    }
    guard result.panelLoops != (nil, nil) else { return nil }
    result.splits = 1
    return result.chooseBlocks() ? result : nil
  }

  var isPaneled: Bool { panelLoops != (nil, nil) }

  /// Blocks of one tile whose part of the sum is as long as panels are to be; `nil` where none is, by whole numbers.
  func panelBlocks(_ least: [Int]) -> [Int]? {
    var blocks = least
    for loop in reductionLoops { blocks[loop] = 1 }
    // Innermost first: what a panel holds lies together, and a group of sums within it.
    var steps = 1
    for loop in reductionOrder.reversed() {
      let most = limits.panelDepth / steps
      let divisors = (1...max(1, min(most, extents[loop]))).filter { extents[loop] % $0 == 0 }
      // Whole groups, where there are such: their sums are then those of a sum that is not cut.
      let whole = divisors.last {
        $0 * steps % limits.group == 0 && 2 * $0 * steps >= limits.panelDepth
      }
      let points = whole ?? divisors.last ?? 1
      blocks[loop] = points
      steps *= points
      if points < extents[loop] { break }
    }
    return steps >= limits.panelDepth / 4 ? blocks : nil
  }

  /// Whether every step of the sum meets elements that are at least so many floats from those before.
  private func isDistant(_ operand: ContractionOperand, from distance: Int) -> Bool {
    guard let read = operand.direct, operand.axes.allSatisfy(isWithoutOverlap) else { return false }
    let position = ContractionOperand.position(shape.kernel.reads[read], shape.kernel)
    return reductionLoops.allSatisfy {
      extents[$0] == 1 || abs(position.coefficients[$0]) >= distance
    }
  }

  /// Whether an axis is of one loop, or of several that count its points each once: `99 · i + j` of 99 j.
  private func isWithoutOverlap(_ axis: ContractionOperand.Axis) -> Bool {
    let loops = axis.coefficients.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
    return zip(loops, loops.dropFirst()).allSatisfy { outer, inner in
      outer.value == inner.value * extents[inner.key]
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
