import Graph
import Tensors

/// Writes the C function of a scheduled contraction.
///
/// ```
/// for unit of the chunk                       outputs of one block
///   for piece of the reduction                staged copies of both factors
///     for tile of the block                   sums in registers, over the reduction within the block
///       epilogue                              or after the last piece, where a unit has several
/// ```
/// Variables: `oL` is where loop L's block starts, `sL` where its tile starts within the block, `rL` the
/// point within the tile.
struct ContractionEmitter {
  let schedule: ContractionSchedule
  let rowLayout: ContractionLayout
  let columnLayout: ContractionLayout
  var writer = CWriter()
  /// Operands of the fused kernel that the function uses, in the order of its own operands.
  var operands: [Int] = []
  /// Where partial sums go instead of the writes: positions over all loops, and how many there are.
  let partial: Partial?

  struct Partial {
    var position: Affine
    var count: Int
  }

  init(_ schedule: ContractionSchedule, partial: Partial?) {
    self.schedule = schedule
    self.partial = partial
    rowLayout = schedule.rowLayout(schedule.blocks)
    columnLayout = schedule.columnLayout(schedule.blocks)
  }

  var kernel: FusedKernel { schedule.shape.kernel }
  var loops: Range<Int> { kernel.extents.indices }
  /// Whether a unit has several pieces of its reduction, so that the sums of all tiles wait for the last one. Of a shared
  /// reduction each task may have one.
  var isAccumulated: Bool { schedule.reductionPieces > schedule.splits }

  /// Floats that vectors may read beyond a copy.
  private static let slack = 16

  private static func aligned(_ floats: Int) -> Int { (floats + 15) / 16 * 16 }

  private var rowFloats: Int {
    rowLayout.staged ? Self.aligned(rowLayout.count + Self.slack) : 0
  }
  private var columnFloats: Int {
    columnLayout.staged ? Self.aligned(columnLayout.count + Self.slack) : 0
  }
  private var tileLoops: [Int] { schedule.columnLoops + schedule.rowLoops }
  private var tileCount: Int { tileLoops.reduce(1) { $0 * schedule.tiles($1) } }
  private var sumFloats: Int {
    Self.aligned(schedule.tileLength * (isAccumulated ? tileCount : 1))
  }

  /// The function; `operands` then names what it takes, the partial sums last.
  mutating func kernelText() -> CompiledKernel {
    unitLoop()
    var lines: [String] = []
    if partial != nil { lines.append("float *const partial = operands[\(operands.count)];") }
    if rowLayout.staged { lines.append("float *const rows = scratch;") }
    if columnLayout.staged {
      lines.append("float *const columns = (float *)scratch + \(rowFloats);")
    }
    lines.append("float *const sums = (float *)scratch + \(rowFloats + columnFloats);")
    return compiled(
      lines, chunks: schedule.chunks, scratchBytes: (rowFloats + columnFloats + sumFloats) * 4)
  }

  /// The function whose body has been written, with these declarations after those of its operands.
  func compiled(_ lines: [String], chunks: Int, scratchBytes: Int = 0) -> CompiledKernel {
    var function = CWriter()
    function.open(
      "void \(CompiledKernel.functionName)(void *const *operands, void *scratch, int64_t chunk)")
    for (position, operand) in operands.enumerated() {
      function.line(Self.declaration(operand, kernel, position))
    }
    function.lines(lines + (chunks == 1 ? ["(void)chunk;"] : []))
    function.lines(writer.text.split(separator: "\n").map(String.init))
    function.close()
    return CompiledKernel(source: function.text, chunks: chunks, scratchBytes: scratchBytes)
  }

  static func declaration(_ operand: Int, _ kernel: FusedKernel, _ position: Int) -> String {
    let isWritten = kernel.writes.contains { $0.operand == operand }
    let type = kernel.operands[operand].element.cName
    return "\(isWritten ? "" : "const ")\(type) *const p\(operand) = operands[\(position)];"
  }

  /// Notes that an operand is used and returns its name.
  mutating func pointer(_ operand: Int) -> String {
    if !operands.contains(operand) { operands.append(operand) }
    return "p\(operand)"
  }

  // MARK: Units

  /// The variable that holds where a loop's block starts, if it has several.
  func origin(_ loop: Int) -> String? { schedule.pieces(loop) > 1 ? "o\(loop)" : nil }

  private mutating func unitLoop() {
    let units = schedule.units
    let chunks = schedule.chunks
    if schedule.splits > 1 {
      writer.line("const int64_t split = chunk % \(schedule.splits);")
    }
    let isLooped = schedule.splits == 1 && units > 1
    if schedule.splits > 1, units > 1 {
      writer.line("const int64_t unit = chunk / \(schedule.splits);")
    }
    let keyed = columnLayout.staged && !isAccumulated && isLooped
    if keyed { writer.line("int64_t staged = -1;") }
    if isLooped {
      writer.openLoop(
        "unit", chunks == 1 ? "0" : "chunk * \(units) / \(chunks)",
        chunks == 1 ? "\(units)" : "(chunk + 1) * \(units) / \(chunks)")
    }
    let order = schedule.batchLoops + schedule.columnLoops + schedule.rowLoops
    decode("unit", order)
    if schedule.splits > 1, !isAccumulated { decode("split", schedule.reductionLoops) }
    if columnLayout.staged, !isAccumulated {
      let rowPieces = schedule.rowLoops.reduce(1) { $0 * schedule.pieces($1) }
      if keyed {
        writer.open("if (staged != unit / \(rowPieces))")
        writer.line("staged = unit / \(rowPieces);")
      }
      stage(columnLayout, "columns")
      if keyed { writer.close() }
    }
    if isAccumulated {
      writer.line("etch_clear(sums, 0, \(sumFloats));")
      let pieces = schedule.reductionPieces
      let splits = schedule.splits
      writer.openLoop(
        "piece", splits == 1 ? "0" : "split * \(pieces) / \(splits)",
        splits == 1 ? "\(pieces)" : "(split + 1) * \(pieces) / \(splits)")
      decode("piece", schedule.reductionLoops)
      if columnLayout.staged { stage(columnLayout, "columns") }
    }
    if rowLayout.staged { stage(rowLayout, "rows") }
    // Panels are found by their number; where a tile starts is for what follows the sum.
    let numbered = [rowLayout, columnLayout].compactMap { $0.panels?.loop }
    tiles(withoutStarts: isAccumulated ? numbered : []) { $0.multiply() }
    if isAccumulated {
      writer.close()
      tiles { $0.epilogue() }
    }
    if isLooped { writer.close() }
  }

  /// Declares where the blocks of loops start, from a running number; the last loop runs fastest.
  private mutating func decode(_ name: String, _ loops: [Int]) {
    var divisor = 1
    let count = loops.reduce(1) { $0 * schedule.pieces($1) }
    for loop in loops.reversed() where schedule.pieces(loop) > 1 {
      let pieces = schedule.pieces(loop)
      let block = schedule.blocks[loop]
      let extent = kernel.extents[loop]
      let quotient = divisor == 1 ? name : "\(name) / \(divisor)"
      let number = divisor * pieces == count ? quotient : "\(quotient) % \(pieces)"
      divisor *= pieces
      if extent % block == 0 {
        writer.line("const int64_t o\(loop) = \(number) * \(block);")
      } else {
        writer.line("const int64_t n\(loop) = \(number) * \(block);")
        writer.line(
          "const int64_t o\(loop) = n\(loop) < \(extent - block) ? n\(loop) : \(extent - block);")
      }
    }
  }

  /// Nests the loops over the tiles of a block around `body`.
  private mutating func tiles(
    withoutStarts numbered: [Int] = [], _ body: (inout ContractionEmitter) -> Void
  ) {
    var depth = 0
    for loop in tileLoops where schedule.tiles(loop) > 1 {
      let block = schedule.blocks[loop]
      let points = schedule.tile.extents[loop]
      writer.openLoop("g\(loop)", "0", "\(schedule.tiles(loop))")
      depth += 1
      if numbered.contains(loop) { continue }
      if block % points == 0 {
        writer.line("const int64_t s\(loop) = g\(loop) * \(points);")
      } else {
        writer.line(
          "const int64_t s\(loop) = g\(loop) * \(points) < \(block - points) ? "
            + "g\(loop) * \(points) : \(block - points);")
      }
    }
    if isAccumulated {
      var number = CSum()
      var count = 1
      for loop in tileLoops.reversed() where schedule.tiles(loop) > 1 {
        number.add(count * schedule.tileLength, "g\(loop)")
        count *= schedule.tiles(loop)
      }
      if depth == 0 { writer.open() }
      writer.line("float *const z = sums + \(number.text);")
      body(&self)
      if depth == 0 { writer.close() }
    } else {
      if depth == 0 { writer.open() }
      writer.line("float *const z = sums;")
      body(&self)
      if depth == 0 { writer.close() }
    }
    for _ in 0..<depth { writer.close() }
  }

  /// The variable that holds where a loop's tile starts in its block, if it has several.
  func tileStart(_ loop: Int) -> String? {
    tileLoops.contains(loop) && schedule.tiles(loop) > 1 ? "s\(loop)" : nil
  }
}
