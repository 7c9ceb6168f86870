import Graph
import Tensors

extension ContractionEmitter {
  /// The writes for every point of the tile, or its partial sums.
  mutating func epilogue() {
    let order = epilogueLoops
    var depth = 0
    for (index, loop) in order.enumerated() {
      let lowest = lowestPoints(loop)
      if schedule.tile.extents[loop] == 1, lowest.isEmpty { continue }
      if lowest.count == 2 {
        writer.line(
          "const int64_t l\(loop) = \(lowest[0]) > \(lowest[1]) ? \(lowest[0]) : \(lowest[1]);")
      } else if let only = lowest.first {
        writer.line("const int64_t l\(loop) = \(only);")
      }
      if index == order.count - 1 {
        // Of a tile's rest less than a vector is copied.
        let isFew =
          partial != nil && !lowest.isEmpty && schedule.tile.extents[loop] < schedule.width
        writer.line(isFew ? "ETCH_FEW" : "ETCH_INDEPENDENT")
      }
      writer.openLoop(
        "r\(loop)", lowest.isEmpty ? "0" : "l\(loop) > 0 ? l\(loop) : 0",
        "\(schedule.tile.extents[loop])")
      depth += 1
    }
    if depth == 0 { writer.open() }
    let sum = "z[\(sumIndex.text)]"
    let places = loops.map { place($0) }
    if let partial {
      let position = CText.affine(partial.position) { places[$0].factor }
      writer.line("partial[split * \(partial.count) + \(position)] = \(sum);")
    } else {
      writes(sum, places)
    }
    if depth == 0 { writer.close() }
    for _ in 0..<depth { writer.close() }
  }

  /// The writes at one point. All values are computed before the first is stored, since what is written may
  /// be the memory of what is read at the same point.
  mutating func writes(_ sum: String, _ places: [CSum]) {
    writer.line("const float sum = \(sum);")
    writer.line("(void)sum;")
    let kernel = self.kernel
    let (lines, values) = emit(
      kernel.writes.map { ($0.value, kernel.operands[$0.operand].element) },
      positions: { read in
        CText.affine(ContractionOperand.position(kernel.reads[read], kernel)) {
          places[$0].factor
        }
      }, loop: { places[$0].factor }, reduced: "sum")
    for line in lines { writer.line(line) }
    for (write, value) in zip(kernel.writes, values) {
      let position = ContractionOperand.position(
        write.index, kernel.operands[write.operand], loops: kernel.extents.count)
      writer.line(
        "\(pointer(write.operand))[\(CText.affine(position) { places[$0].factor })] = \(value);")
    }
  }

  /// The tile's loops, the one along which the first write is contiguous last.
  private var epilogueLoops: [Int] {
    var order = schedule.rowLoops + schedule.columnLoops.filter { $0 != schedule.vector }
    if !schedule.isDot { order.append(schedule.vector) }
    let position: Affine
    if let partial {
      position = partial.position
    } else if let write = kernel.writes.first {
      position = ContractionOperand.position(
        write.index, kernel.operands[write.operand], loops: kernel.extents.count)
    } else {
      return order
    }
    let inner =
      order.lastIndex {
        position.coefficients[$0] == 1 && schedule.tile.extents[$0] > 1
      } ?? order.lastIndex { schedule.tile.extents[$0] > 1 }
    if let inner { order.append(order.remove(at: inner)) }
    return order
  }

  /// The first point of a loop in this tile that no earlier tile or block has, as C expressions of which
  /// the greatest counts; empty for 0.
  private func lowestPoints(_ loop: Int) -> [String] {
    var result: [String] = []
    let points = schedule.tile.extents[loop]
    if schedule.blocks[loop] % points != 0 {
      result.append("g\(loop) * \(points) - s\(loop)")
    }
    if kernel.extents[loop] % schedule.blocks[loop] != 0 {
      let start = tileStart(loop).map { " - \($0)" } ?? ""
      result.append("n\(loop) - o\(loop)\(start)")
    }
    return result
  }

  /// Where the present point's sum is in the tile's memory.
  private var sumIndex: CSum {
    var sum = CSum()
    var stride = 1
    if !schedule.isDot {
      sum.add(1, point(schedule.vector))
      stride = schedule.rowLength
    }
    let others = schedule.rowLoops + schedule.columnLoops.filter { $0 != schedule.vector }
    for loop in others.reversed() {
      sum.add(stride, point(loop))
      stride *= schedule.tile.extents[loop]
    }
    return sum
  }

  private func point(_ loop: Int) -> String? {
    schedule.tile.extents[loop] == 1 && lowestPoints(loop).isEmpty ? nil : "r\(loop)"
  }

  /// The index of a loop at the present point.
  private func place(_ loop: Int) -> CSum {
    var sum = CSum()
    sum.add(1, origin(loop))
    sum.add(1, tileStart(loop))
    if schedule.shape.roles[loop] == .left || schedule.shape.roles[loop] == .right {
      sum.add(1, point(loop))
    }
    return sum
  }
}
