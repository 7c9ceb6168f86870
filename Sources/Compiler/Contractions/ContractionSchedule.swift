import Graph
import Tensors

/// How a contraction is cut: which factor is vectorised, what stays in registers, what is staged, what is
/// a task. Depends on shapes and the instruction set only, and the order of sums not even on the latter.
struct ContractionSchedule {
  let shape: ContractionShape
  let level: InstructionSet
  let limits: ContractionLimits
  /// The factor whose elements are broadcast, and the one that is read in vectors.
  let rows: ContractionOperand
  let columns: ContractionOperand
  let rowLoops: [Int]
  let columnLoops: [Int]
  /// The loop that vectors run along: a column loop, or a reduction loop (dot products).
  let vector: Int
  let isDot: Bool
  /// Lanes of a vector; of a scalar product, the same for all processors: some make them of several vectors.
  let width: Int
  /// The order of the sum, where it is given.
  let order: SummationOrder?
  let rowsStaged: Bool
  let columnsStaged: Bool
  /// The loops along which panels of rows and of columns stand, where a worker copies them so.
  var panelLoops: (rows: Int?, columns: Int?) = (nil, nil)
  var tile: ContractionTile
  /// Points of each loop that one unit of work covers.
  var blocks: [Int]
  /// How many tasks share the reduction; their partial sums are merged by a second kernel.
  var splits = 1
  /// An estimate in cycles.
  var cost: Double

  var extents: [Int] { shape.kernel.extents }
  var reductionLoops: [Int] { shape.loops(.reduction) }
  var batchLoops: [Int] { shape.loops(.batch) }

  /// How many blocks cover a loop.
  func pieces(_ loop: Int) -> Int { (extents[loop] + blocks[loop] - 1) / blocks[loop] }
  func tiles(_ loop: Int) -> Int { (blocks[loop] + tile.extents[loop] - 1) / tile.extents[loop] }

  /// Units of work that write different outputs.
  var units: Int {
    extents.indices.reduce(1) { shape.roles[$1] == .reduction ? $0 : $0 * pieces($1) }
  }

  /// Blocks of the reduction.
  var reductionPieces: Int { reductionLoops.reduce(1) { $0 * pieces($1) } }

  var work: Double { extents.reduce(2.0) { $0 * Double($1) } }

  /// Lanes that a vector row of the tile takes in memory.
  var rowLength: Int { isDot ? 1 : (tile.vectors.last ?? 0) + width }

  /// Vectors (or dot products) of one row of the tile.
  var columnCount: Int {
    columnLoops.reduce(isDot ? 1 : tile.vectors.count) {
      $1 == vector ? $0 : $0 * tile.extents[$1]
    }
  }
  var rowCount: Int { rowLoops.reduce(1) { $0 * tile.extents[$1] } }

  /// Vectors of the processor that the lanes of one sum take.
  var vectorsPerSum: Int { isDot ? max(1, width / level.vectorWidth) : 1 }

  /// Floats that the sums of one tile take in memory.
  var tileLength: Int {
    let columns = columnLoops.reduce(1) { $1 == vector ? $0 : $0 * tile.extents[$1] }
    return rowCount * columns * rowLength
  }

  /// The best schedule, by estimate.
  ///
  /// - Parameters:
  ///   - lane: the loop that vectors must run along, all of it in one tile, if that is given.
  ///   - vector: the loop that vectors must run along, if that is given.
  ///   - order: the order of the sum, if that is given.
  init?(
    _ shape: ContractionShape, _ level: InstructionSet, _ limits: ContractionLimits,
    lane: Int? = nil, vector only: Int? = nil, order: SummationOrder? = nil
  ) {
    var candidates: [ContractionSchedule] = []
    let left = ContractionOperand(shape.left, shape.kernel)
    let right = ContractionOperand(shape.right, shape.kernel)
    for swapped in [false, true] {
      let rows = swapped ? right : left
      let columns = swapped ? left : right
      let rowLoops = shape.loops(swapped ? .right : .left)
      let columnLoops = shape.loops(swapped ? .left : .right)
      for vector in columnLoops + shape.loops(.reduction)
      where shape.kernel.extents[vector] > 1 && (lane ?? only ?? vector) == vector {
        let isDot = shape.roles[vector] == .reduction
        if let order, isDot ? order.lane != vector : order.lane != nil { continue }
        candidates += Self.candidates(
          shape, level, limits, rows, columns, rowLoops, columnLoops, vector,
          whole: lane != nil, order)
      }
    }
    func rank(_ index: Int) -> (Double, Int, Int) {
      let candidate = candidates[index]
      return (candidate.cost, limits.prefersRows ? -candidate.rowCount : 0, index)
    }
    let cheapestFirst = candidates.indices.sorted { rank($0) < rank($1) }
    for thorough in [false, true] {
      for index in cheapestFirst {
        var candidate = candidates[index]
        if candidate.chooseBlocks(thorough: thorough) {
          self = candidate
          return
        }
      }
    }
    return nil
  }

  private static func candidates(
    _ shape: ContractionShape, _ level: InstructionSet, _ limits: ContractionLimits,
    _ rows: ContractionOperand, _ columns: ContractionOperand, _ rowLoops: [Int],
    _ columnLoops: [Int], _ vector: Int, whole isWhole: Bool, _ order: SummationOrder?
  ) -> [ContractionSchedule] {
    let extents = shape.kernel.extents
    let isDot = shape.roles[vector] == .reduction
    let extent = extents[vector]
    var width = isDot ? limits.lanes : level.vectorWidth
    while width > 4, width > extent { width /= 2 }
    if isDot {
      guard extent >= width, rows.loops.contains(vector), columns.loops.contains(vector) else {
        return []
      }
    }
    func isStaged(_ operand: ContractionOperand, _ vectorised: Bool) -> Bool {
      guard let read = operand.direct else { return true }
      guard vectorised else { return false }
      return extent < width
        || ContractionOperand.position(shape.kernel.reads[read], shape.kernel)
          .coefficients[vector] != 1
    }
    let rowsStaged = isStaged(rows, isDot)
    let columnsStaged = isStaged(columns, true)
    let registers = level.vectorRegisters
    var result: [ContractionSchedule] = []
    func add(_ tile: ContractionTile) {
      var schedule = ContractionSchedule(
        shape: shape, level: level, limits: limits, rows: rows, columns: columns,
        rowLoops: rowLoops,
        columnLoops: columnLoops, vector: vector, isDot: isDot, width: width, order: order,
        rowsStaged: rowsStaged, columnsStaged: columnsStaged, tile: tile, blocks: extents, cost: 0)
      schedule.cost = schedule.estimate()
      result.append(schedule)
    }
    let others = columnLoops.filter { $0 != vector }
    func addRows(_ columnShape: [Int: Int], _ vectors: [Int], _ count: Int, _ limit: Int) {
      guard limit >= 1 else { return }
      for rowShape in ContractionTile.shapes(rowLoops, extents, limit: limit) {
        var tile = [Int](repeating: 1, count: extents.count)
        for (loop, points) in columnShape { tile[loop] = points }
        for (loop, points) in rowShape { tile[loop] = points }
        add(ContractionTile(extents: tile, vectors: vectors))
      }
    }
    if isDot {
      let parts = max(1, width / level.vectorWidth)
      for columnShape in ContractionTile.shapes(others, extents, limit: 4) {
        let count = columnShape.values.reduce(1, *)
        let rows = (registers - 1 - count) / (count * parts) - (parts == 1 ? 1 : 0)
        addRows(columnShape, [], count, min(16, rows))
      }
      return result
    }
    let all = ContractionTile.vectors(extent, width)
    let most = (registers - 2) / 2
    for vectors in (isWhole ? min(all.count, most) : 1)...min(all.count, most) {
      let whole = vectors == all.count
      let span = whole ? extent : vectors * width
      let places = whole ? all : (0..<vectors).map { $0 * width }
      let shapes =
        whole
        ? ContractionTile.shapes(others, extents, limit: max(1, most / vectors))
        : [Dictionary(uniqueKeysWithValues: others.map { ($0, 1) })]
      for var columnShape in shapes {
        let count = columnShape.values.reduce(vectors, *)
        columnShape[vector] = span
        addRows(columnShape, places, count, min(16, (registers - 1 - count) / count))
      }
    }
    return result
  }

  private init(
    shape: ContractionShape, level: InstructionSet, limits: ContractionLimits,
    rows: ContractionOperand,
    columns: ContractionOperand, rowLoops: [Int], columnLoops: [Int], vector: Int, isDot: Bool,
    width: Int, order: SummationOrder?, rowsStaged: Bool, columnsStaged: Bool,
    tile: ContractionTile, blocks: [Int],
    cost: Double
  ) {
    self.shape = shape
    self.level = level
    self.limits = limits
    self.rows = rows
    self.columns = columns
    self.rowLoops = rowLoops
    self.columnLoops = columnLoops
    self.vector = vector
    self.isDot = isDot
    self.width = width
    self.order = order
    self.rowsStaged = rowsStaged
    self.columnsStaged = columnsStaged
    self.tile = tile
    self.blocks = blocks
    self.cost = cost
  }

  func rowLayout(_ blocks: [Int]) -> ContractionLayout {
    panels(rows, along: panelLoops.rows, blocks)
      ?? ContractionLayout(rows, staged: rowsStaged, blocks: blocks, vector: isDot ? vector : nil)
  }

  func columnLayout(_ blocks: [Int]) -> ContractionLayout {
    panels(columns, along: panelLoops.columns, blocks)
      ?? ContractionLayout(columns, staged: columnsStaged, blocks: blocks, vector: vector)
  }

  /// Cycles, roughly: a multiply-add of vectors half a cycle, of 512 bits 0.75; a step of few sums waits for the
  /// sums of the one before; a load 0.5; a staged element 0.15 or, where memory is read with a stride, 1.5; the
  /// same for an output.
  private func estimate() -> Double {
    func pieces(_ loop: Int) -> Double {
      Double((extents[loop] + tile.extents[loop] - 1) / tile.extents[loop])
    }
    let tiles = (rowLoops + columnLoops).reduce(1) { $0 * pieces($1) }
    let batch = Double(shape.count(.batch))
    let sums = Double(rowCount * columnCount * vectorsPerSum)
    let loads = Double((rowCount + columnCount) * vectorsPerSum)
    var steps = Double(shape.count(.reduction))
    var finish = 30 + 3 * sums
    if isDot {
      let whole = extents[vector] / width
      let rest = extents[vector] % width
      steps = steps / Double(extents[vector]) * Double(whole + 2 * rest)
      finish += 8 * sums
    }
    let (multiply, wait) = level == .x86v4 ? (0.75, 0) : (0.5, 4.2)
    var perStep = max(multiply * sums, (isDot ? 1 : 0.5) * loads, wait) + 0.4
    if level != .x86v4 {
      if spansDistantRows { perStep *= 1.15 }
      if readsDistantColumns { perStep += Double(columnCount) }
    }
    let strided = level == .x86v4 ? 1.5 : 6
    var total = batch * tiles * (steps * perStep + finish)
    for layout in [rowLayout(extents), columnLayout(extents)] where layout.staged {
      total += Double(layout.count) * (layout.isContiguous ? 0.15 : strided)
    }
    let outputs = batch * Double(shape.count(.left) * shape.count(.right))
    total += outputs * (writesContiguously ? 0.15 : strided)
    return total
  }

  /// Whether every step of the sum meets vectors of the columns' copy that are lines apart.
  private var readsDistantColumns: Bool {
    guard columnsStaged, !isDot else { return false }
    let strides = columnLayout(extents).strides
    return reductionLoops.allSatisfy { extents[$0] == 1 || abs(strides[$0]) >= 256 }
  }

  /// Whether the tile's rows are pages apart: of several images, say, and not of one line.
  private var spansDistantRows: Bool {
    let strides = rowLayout(extents).strides
    return rowLoops.contains { tile.extents[$0] > 1 && abs(strides[$0]) >= 1024 }
      && rowLoops.contains { extents[$0] > 1 && abs(strides[$0]) < 1024 }
  }

  /// Whether the first write's innermost axis runs along a loop that the tile spans.
  private var writesContiguously: Bool {
    guard let write = shape.kernel.writes.first else { return true }
    let position = ContractionOperand.position(
      write.index, shape.kernel.operands[write.operand], loops: extents.count)
    if !isDot { return position.coefficients[vector] == 1 }
    return (rowLoops + columnLoops).contains {
      position.coefficients[$0] == 1 && tile.extents[$0] > 1
    }
  }
}
