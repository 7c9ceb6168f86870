extension ContractionSchedule {
  /// One of the inner loops: what steps it takes through both factors.
  struct Step: Hashable {
    var extent: Int
    var row: Int
    var column: Int
  }

  /// The reduction within a unit, outermost first; loops that step evenly through both factors are one.
  /// For dot products the vector loop is last.
  var steps: [Step] {
    let rowStrides = rowLayout(blocks).strides
    let columnStrides = columnLayout(blocks).strides
    var loops = reductionOrder.filter { blocks[$0] > 1 && !(isDot && $0 == vector) }
    if isDot { loops.append(vector) }
    var result: [Step] = []
    for loop in loops {
      let step = Step(
        extent: blocks[loop], row: rowStrides[loop], column: columnStrides[loop])
      if let last = result.last, last.row == step.row * step.extent,
        last.column == step.column * step.extent
      {
        result[result.count - 1] = Step(
          extent: last.extent * step.extent, row: step.row, column: step.column)
      } else {
        result.append(step)
      }
    }
    return result.isEmpty ? [Step(extent: 1, row: 0, column: 0)] : result
  }

  /// The loops that are summed over, as the columns' factor has them: the one that steps farthest is outermost.
  var reductionOrder: [Int] {
    let strides = ContractionLayout(
      columns, staged: columnsStaged, blocks: blocks, vector: vector
    ).strides
    return reductionLoops.enumerated().sorted {
      (-abs(strides[$0.element]), $0.offset) < (-abs(strides[$1.element]), $1.offset)
    }.map(\.element)
  }

  /// Where the reduction is cut into groups that are added up in registers before their sum joins the
  /// others in memory, so that rounding errors grow with the products of a group plus the number of groups:
  /// which of the steps is cut, and how many of its points make a group.
  var groups: (step: Int, points: Int) {
    let steps = steps
    // Dot products have one running sum for each lane.
    let limit = isDot ? limits.group * width : limits.group
    var inner = 1
    var step = steps.count - 1
    while step > 0, inner * steps[step].extent < limit {
      inner *= steps[step].extent
      step -= 1
    }
    let lanes = isDot && step == steps.count - 1 ? width : 1
    let points = max(1, limit / inner)
    return (step, min(steps[step].extent, max(lanes, points / lanes * lanes)))
  }

  /// Whether a unit's reduction is more than one group.
  var isGrouped: Bool { groups.step > 0 || groups.points < steps[0].extent }
}
