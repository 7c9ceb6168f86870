import Graph

extension ContractionSchedule {
  /// Cuts the loops into units of work and the units into tasks; false where even the smallest unit is too
  /// large for a worker's scratch memory.
  mutating func chooseBlocks() -> Bool {
    let least = extents.indices.map { loop -> Int in
      switch shape.roles[loop] {
      case .batch: 1
      case .left, .right: tile.extents[loop]
      case .reduction: extents[loop]
      }
    }
    guard var blocks = reductionBlocks(least) else { return false }
    let isAccumulated = reductionLoops.contains { blocks[$0] < extents[$0] }
    grow(columnLoops, [vector], &blocks) { blocks in
      columnLayout(blocks).count <= limits.columns
        && (!isAccumulated || sums(blocks) <= limits.sums)
    }
    // Rows that a unit covers: what is staged should be used often, and wide weights read seldom.
    let steps = reductionLoops.reduce(1) { $0 * blocks[$1] }
    let width = columnLoops.reduce(1) { $0 * blocks[$1] }
    let wanted = isAccumulated ? Int.max : rowsStaged ? 256 : steps * width > 128 << 10 ? 128 : 1
    grow(rowLoops, [], &blocks) { blocks in
      let rows = rowLoops.reduce(1) { $0 * blocks[$1] }
      return rowLayout(blocks).count <= limits.rows
        && (rows <= wanted || rows <= rowCount)
        && (!isAccumulated || sums(blocks) <= limits.sums)
    }
    self.blocks = blocks
    let wantedTasks = min(16, tasks)
    if units < wantedTasks { splitReduction() }
    if units * splits < wantedTasks { shrink(rowLoops, to: wantedTasks) }
    if units * splits < wantedTasks { shrink(columnLoops, to: wantedTasks) }
    return true
  }

  /// How many tasks the work is worth: at most 64.
  var tasks: Int { Int(min(64, max(1, work / limits.grain))) }

  /// How many chunks the kernel has.
  var chunks: Int { splits > 1 ? units * splits : min(units, tasks) }

  private func sums(_ blocks: [Int]) -> Int {
    (rowLoops + columnLoops).reduce(tileLength) {
      $0 * ((blocks[$1] + tile.extents[$1] - 1) / tile.extents[$1])
    }
  }

  /// The least blocks, with as few blocks of the reduction as the staged copies allow.
  private func reductionBlocks(_ least: [Int]) -> [Int]? {
    var blocks = least
    for loop in [nil] + reductionLoops.map(Optional.some) {
      if let loop {
        if isDot, loop == vector { continue }
        blocks[loop] = 1
      }
      if rowLayout(blocks).count <= limits.rows, columnLayout(blocks).count <= limits.columns {
        return blocks
      }
    }
    return nil
  }

  /// Enlarges the blocks of loops, innermost first, while `fits`.
  private func grow(
    _ loops: [Int], _ first: [Int], _ blocks: inout [Int], _ fits: ([Int]) -> Bool
  ) {
    for loop in first + loops.reversed().filter({ !first.contains($0) }) {
      var trial = blocks
      trial[loop] = extents[loop]
      if !fits(trial) {
        let step = tile.extents[loop]
        var points = blocks[loop]
        while points + step < extents[loop] {
          trial[loop] = points + step
          guard fits(trial) else { break }
          points += step
        }
        let tiles = (points + step - 1) / step
        let all = (extents[loop] + step - 1) / step
        blocks[loop] = min(extents[loop], ContractionTile.balanced(all, tiles) * step)
        return
      }
      blocks = trial
    }
  }

  /// Makes blocks smaller, outermost loops first, until there are enough units.
  private mutating func shrink(_ loops: [Int], to wanted: Int) {
    for loop in loops {
      let step = tile.extents[loop]
      let all = (extents[loop] + step - 1) / step
      let others = units * splits / pieces(loop)
      let pieces = min(all, (wanted + others - 1) / others)
      let tiles = (all + pieces - 1) / pieces
      blocks[loop] = min(blocks[loop], min(extents[loop], tiles * step))
      if units * splits >= wanted { return }
    }
  }

  /// Shares a long reduction out to tasks where there are too few outputs.
  private mutating func splitReduction() {
    let outputs =
      shape.count(.left) * shape.count(.right) * shape.count(.batch)
    let most = min((tasks + units - 1) / units, limits.partials / 4 / max(1, outputs))
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
