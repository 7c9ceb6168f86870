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
    var loops = reductionLoops.filter { blocks[$0] > 1 && !(isDot && $0 == vector) }
    loops = loops.enumerated().sorted {
      (-abs(columnStrides[$0.element]), $0.offset) < (-abs(columnStrides[$1.element]), $1.offset)
    }.map(\.element)
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

  /// How many points of the outermost step are added up in registers before the sums are stored: about
  /// `limits.group` products, so that rounding errors grow with the number of such groups only.
  var stepsPerGroup: Int {
    let inner = steps.dropFirst().reduce(1) { $0 * $1.extent }
    let lanes = isDot && steps.count == 1 ? width : 1
    let points = max(1, limits.group / inner)
    return min(steps[0].extent, max(lanes, points / lanes * lanes))
  }
}
