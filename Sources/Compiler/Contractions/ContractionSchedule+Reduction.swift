extension ContractionSchedule {
  /// One of the inner loops: what steps it takes through both factors.
  struct Step: Hashable {
    var extent: Int
    var row: Int
    var column: Int
  }

  /// What a unit's piece of the sum runs over, outermost first; of scalar products the vectors' loop is last.
  private var summedLoops: [Int] {
    reductionOrder.filter { blocks[$0] > 1 && !(isDot && $0 == vector) } + (isDot ? [vector] : [])
  }

  /// Where a piece of the sum is cut into groups: how many points of which of its loops make one, with all of the
  /// loops further in. By the shape alone, whatever lies how in memory.
  private var cut: (index: Int, points: Int)? {
    let loops = summedLoops
    guard var index = loops.indices.last else { return nil }
    // Scalar products have one running sum for each lane.
    let limit = isDot ? limits.group * width : limits.group
    var inner = 1
    while index > 0, inner * blocks[loops[index]] < limit {
      inner *= blocks[loops[index]]
      index -= 1
    }
    let lanes = isDot && index == loops.count - 1 ? width : 1
    let points = max(1, limit / inner)
    return (index, min(blocks[loops[index]], max(lanes, points / lanes * lanes)))
  }

  /// The piece of the sum within a unit, outermost first; loops that step evenly through both factors are one, as far
  /// as the groups stay what they are.
  var steps: [Step] { grouping.steps }

  /// Where the reduction is cut into groups that are added up in registers before their sum joins the
  /// others in memory, so that rounding errors grow with the products of a group plus the number of groups:
  /// which of the steps is cut, and how many of its points make a group.
  var groups: (step: Int, points: Int) { grouping.groups }

  private var grouping: (steps: [Step], groups: (step: Int, points: Int)) {
    let loops = summedLoops
    guard let cut else { return ([Step(extent: 1, row: 0, column: 0)], (0, 1)) }
    let rowStrides = rowLayout(blocks).strides
    let columnStrides = columnLayout(blocks).strides
    var steps: [Step] = []
    var groups = (step: 0, points: cut.points)
    for (index, loop) in loops.enumerated() {
      let step = Step(extent: blocks[loop], row: rowStrides[loop], column: columnStrides[loop])
      // A group ends with its loop; the rest of a line that lanes do not divide is summed by itself.
      let isFree =
        (index != cut.index || blocks[loop] % cut.points == 0)
        && (!isDot || loop != vector || blocks[loop] % width == 0)
      if isFree, let last = steps.last, last.row == step.row * step.extent,
        last.column == step.column * step.extent
      {
        steps[steps.count - 1] = Step(
          extent: last.extent * step.extent, row: step.row, column: step.column)
        if index > cut.index, groups.step == steps.count - 1 { groups.points *= step.extent }
      } else {
        steps.append(step)
      }
      if index == cut.index { groups.step = steps.count - 1 }
    }
    return (steps, groups)
  }

  /// The loops that are summed over, outermost first: as given, or as the columns' factor has them, the one
  /// that steps farthest first.
  var reductionOrder: [Int] {
    if let order { return order.loops }
    let strides = ContractionLayout(
      columns, staged: columnsStaged, blocks: blocks, vector: vector
    ).strides
    return reductionLoops.enumerated().sorted {
      (-abs(strides[$0.element]), $0.offset) < (-abs(strides[$1.element]), $1.offset)
    }.map(\.element)
  }

  /// The order in which this schedule adds up.
  var summation: SummationOrder {
    let loops = reductionOrder
    return SummationOrder(
      lane: isDot ? vector : nil, loops: loops, points: loops.map { blocks[$0] }, splits: splits)
  }

  /// Whether a unit's reduction is more than one group.
  var isGrouped: Bool {
    let (steps, groups) = grouping
    return groups.step > 0 || groups.points < steps[0].extent
  }
}
