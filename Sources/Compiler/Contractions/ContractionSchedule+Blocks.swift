import Graph

extension ContractionSchedule {
  /// Cuts the loops into units of work and the units into tasks; false where even the smallest unit is too
  /// large for a worker's scratch memory.
  ///
  /// - Parameter thorough: whether the smallest unit has single points of several reduction loops.
  mutating func chooseBlocks(thorough: Bool = false) -> Bool {
    var best: (blocks: [Int], traffic: Double)?
    let starts = orderedBlocks() ?? (thorough ? smallestBlocks() : reductionBlocks())
    for start in starts {
      var trial = self
      trial.blocks = start
      trial.growBlocks()
      let traffic = trial.traffic
      if traffic < best?.traffic ?? .infinity { best = (trial.blocks, traffic) }
    }
    guard let best else { return false }
    blocks = best.blocks
    let wantedTasks = min(16, tasks)
    if isPaneled, units < wantedTasks {
      shrink(columnLoops, to: wantedTasks, least: limits.panelDepth / 4)
      shrink(rowLoops, to: wantedTasks, least: limits.panelDepth / 4)
    }
    if let order {
      splits = order.splits
    } else if units < wantedTasks {
      splitReduction()
    }
    if units * splits < wantedTasks { shrink(rowLoops, to: wantedTasks) }
    if units * splits < wantedTasks { shrink(columnLoops, to: wantedTasks) }
    return true
  }

  /// Enlarges the outputs that a unit covers as far as copies and sums fit.
  private mutating func growBlocks() {
    let isAccumulated = reductionPieces > 1
    grow(columnLoops, [vector]) { trial in
      trial.columnLayout(trial.blocks).count <= trial.limits.columns
        && (!trial.isPaneled || trial.columnPoints <= 2 * trial.limits.panelDepth)
        && (!isAccumulated || trial.sums <= trial.limits.sums)
    }
    // Rows that a unit covers: what is staged should be used often, wide weights read seldom, and a panel of
    // columns while it is near.
    let steps = reductionLoops.reduce(1) { $0 * blocks[$1] }
    let width = columnLoops.reduce(1) { $0 * blocks[$1] }
    let wanted =
      switch steps * width {
      case _ where isAccumulated: Int.max
      case _ where rowsAreCopied: 256
      case ((128 << 10) + 1)...: 128
      case ((8 << 10) + 1)...: 64
      default: 1
      }
    grow(rowLoops, []) { trial in
      let rows = trial.rowLoops.reduce(1) { $0 * trial.blocks[$1] }
      return trial.rowLayout(trial.blocks).count <= trial.limits.rows
        && (rows <= wanted || rows <= trial.rowCount)
        && (!isAccumulated || trial.sums <= trial.limits.sums)
    }
  }

  private var columnPoints: Int { columnLoops.reduce(1) { $0 * blocks[$1] } }

  private var rowsAreCopied: Bool { rowsStaged || panelLoops.rows != nil }

  /// An estimate of what staging and stored sums cost, in elements moved.
  private var traffic: Double {
    func copies(_ layout: ContractionLayout, _ whole: ContractionLayout, _ times: Int) -> Double {
      guard layout.staged, let run = layout.axisExtents.last, let all = whole.axisExtents.last
      else { return 0 }
      // Short pieces of what lies together cost a cache line each.
      return Double(layout.count * times) * (run < min(16, all) ? 8 : 1)
    }
    let rounds = units * reductionPieces
    let columnUnits = (batchLoops + columnLoops).reduce(1) { $0 * pieces($1) }
    return copies(rowLayout(blocks), rowLayout(extents), rounds)
      + copies(
        columnLayout(blocks), columnLayout(extents), reductionPieces > 1 ? rounds : columnUnits)
      + (reductionPieces > 1 ? Double(rounds * sums) : 0)
  }

  /// How many tasks the work is worth: at most 64.
  var tasks: Int { Int(min(64, max(1, work / limits.grain))) }

  /// How many chunks the kernel has.
  var chunks: Int { splits > 1 ? units * splits : min(units, tasks) }

  /// Floats that the sums of a unit take.
  private var sums: Int { (rowLoops + columnLoops).reduce(tileLength) { $0 * tiles($1) } }

  /// One tile, and the whole reduction.
  private func leastBlocks() -> [Int] {
    extents.indices.map { loop -> Int in
      switch shape.roles[loop] {
      case .batch: 1
      case .left, .right: tile.extents[loop]
      case .reduction: extents[loop]
      }
    }
  }

  /// Blocks to start from where the order of the sum is given: one tile of a piece of it, if that fits.
  private func orderedBlocks() -> [[Int]]? {
    guard let order else { return nil }
    var blocks = leastBlocks()
    for (loop, points) in zip(order.loops, order.points) { blocks[loop] = points }
    return rowLayout(blocks).count <= limits.rows && columnLayout(blocks).count <= limits.columns
      ? [blocks] : []
  }

  /// Blocks to start from: the whole reduction with one tile; and whole divisors of the reduction's loops,
  /// outermost first, with as many outputs as fit. Divisors, since a sum may not count a point twice.
  private func reductionBlocks() -> [[Int]] {
    let least = leastBlocks()
    if isPaneled, let blocks = panelBlocks(least) { return [blocks] }
    var result: [[Int]] = []
    if rowLayout(least).count <= limits.rows, columnLayout(least).count <= limits.columns {
      result.append(least)
    }
    guard rowsAreCopied || columnsStaged || panelLoops.columns != nil else { return result }
    var start = least
    for loop in rowLoops + columnLoops { start[loop] = extents[loop] }
    if let blocks = dividedReduction(start) { result.append(blocks) }
    for loop in rowLoops + columnLoops where start[loop] != least[loop] {
      start[loop] = least[loop]
      if let blocks = dividedReduction(start) { result.append(blocks) }
    }
    return result
  }

  /// Blocks of one tile, the reduction's loops cut to points, outermost first, until one more division fits.
  private func smallestBlocks() -> [[Int]] {
    var start = leastBlocks()
    for loop in reductionLoops where !(isDot && loop == vector) {
      if let blocks = dividedReduction(start) { return [blocks] }
      start[loop] = 1
    }
    return []
  }

  private func dividedReduction(_ start: [Int]) -> [Int]? {
    var trial = self
    trial.blocks = start
    for loop in reductionLoops
    where !(isDot && loop == vector) && start[loop] == extents[loop] {
      let shared = min(16, tasks, extents[loop])
      for points in (1...extents[loop]).reversed() where extents[loop] % points == 0 {
        trial.blocks[loop] = points
        if points == extents[loop] || (points > 1 && extents[loop] / points < shared) { continue }
        if rowLayout(trial.blocks).count <= limits.rows,
          columnLayout(trial.blocks).count <= limits.rows, trial.sums <= limits.sums
        {
          return trial.blocks
        }
      }
    }
    return nil
  }

  /// Enlarges the blocks of loops, innermost first, while they fit.
  private mutating func grow(
    _ loops: [Int], _ first: [Int], _ fits: (ContractionSchedule) -> Bool
  ) {
    for loop in first + loops.reversed().filter({ !first.contains($0) })
    where blocks[loop] < extents[loop] && shape.roles[loop] != .reduction {
      var trial = self
      trial.blocks[loop] = extents[loop]
      if fits(trial) {
        blocks = trial.blocks
        continue
      }
      let step = tile.extents[loop]
      var points = blocks[loop]
      while points + step < extents[loop] {
        trial.blocks[loop] = points + step
        guard fits(trial) else { break }
        points += step
      }
      let tiles = (points + step - 1) / step
      let all = (extents[loop] + step - 1) / step
      blocks[loop] = min(extents[loop], ContractionTile.balanced(all, tiles) * step)
      return
    }
  }

  /// Makes blocks smaller, outermost loops first, until there are enough units.
  ///
  /// - Parameter least: the points of a loop that a block keeps.
  private mutating func shrink(_ loops: [Int], to wanted: Int, least: Int = 1) {
    for loop in loops where blocks[loop] > least {
      let step = tile.extents[loop]
      let all = (extents[loop] + step - 1) / step
      let others = units * splits / pieces(loop)
      let most = min(all, max(1, extents[loop] / least))
      let pieces = min(most, (wanted + others - 1) / others)
      let tiles = (all + pieces - 1) / pieces
      blocks[loop] = min(blocks[loop], min(extents[loop], tiles * step))
      if units * splits >= wanted { return }
    }
  }

  /// Shares a long reduction out to tasks where there are too few outputs.
  private mutating func splitReduction() {
    let outputs =
      shape.count(.left) * shape.count(.right) * shape.count(.batch)
    let most = min(
      (min(16, tasks) + units - 1) / units, limits.partials / 4 / max(1, outputs))
    guard most > 1, shape.count(.reduction) >= 256 else { return }
    if reductionPieces == 1 {
      let candidates = reductionLoops.filter { !isDot || $0 != vector }
      guard let loop = candidates.max(by: { extents[$0] < extents[$1] }) else { return }
      let pieces = (1...min(most, extents[loop])).last { extents[loop] % $0 == 0 } ?? 1
      guard pieces > 1 else { return }
      blocks[loop] = extents[loop] / pieces
    }
    let rounds = (reductionPieces + most - 1) / most
    splits = (reductionPieces + rounds - 1) / rounds
  }
}
