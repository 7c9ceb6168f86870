import Graph
import Tensors

extension ContractionEmitter {
  /// The points of loops that a tile spans, the last loop running fastest.
  private func points(_ loops: [Int]) -> [[Int: Int]] {
    loops.reduce([[:]]) { points, loop in
      points.flatMap { point in
        (0..<schedule.tile.extents[loop]).map { index in
          point.merging([loop: index]) { $1 }
        }
      }
    }
  }

  /// Where each row of the tile is in the rows' factor, in elements.
  private var rowPlaces: [Int] {
    points(schedule.rowLoops).map { point in
      point.reduce(0) { $0 + $1.value * rowLayout.strides[$1.key] }
    }
  }

  /// Where each vector (or, of dot products, each column) of the tile is in the columns' factor.
  private var columnPlaces: [Int] {
    points(schedule.columnLoops.filter { $0 != schedule.vector }).flatMap { point -> [Int] in
      let place = point.reduce(0) { $0 + $1.value * columnLayout.strides[$1.key] }
      return schedule.isDot ? [place] : schedule.tile.vectors.map { place + $0 }
    }
  }

  /// Where the sum of a row and a vector is in the tile's memory.
  private func sumPlace(_ row: Int, _ column: Int) -> Int {
    let count = schedule.columnCount
    guard !schedule.isDot else { return row * count + column }
    let vectors = schedule.tile.vectors
    let groups = count / vectors.count
    return (row * groups + column / vectors.count) * schedule.rowLength
      + vectors[column % vectors.count]
  }

  /// The first element of a factor for the present tile.
  private mutating func start(_ layout: ContractionLayout, _ target: String) -> String {
    var place = CSum()
    if layout.staged {
      place.offset = layout.start
      for loop in loops { place.add(layout.strides[loop], tileStart(loop)) }
      return "\(target) + \(place.text)"
    }
    let read = kernel.reads[layout.operand.direct ?? 0]
    place.offset = ContractionOperand.position(read, kernel).offset
    for loop in loops {
      place.add(layout.strides[loop], origin(loop))
      place.add(layout.strides[loop], tileStart(loop))
    }
    return "\(pointer(read.operand)) + \(place.text)"
  }

  /// The sums of one tile over the reduction within the block, and what follows them.
  mutating func multiply() {
    writer.line("const float *const a = \(start(rowLayout, "rows"));")
    writer.line("const float *const b = \(start(columnLayout, "columns"));")
    let steps = schedule.steps
    let perGroup = schedule.stepsPerGroup
    let isGrouped = perGroup < steps[0].extent
    if isGrouped {
      if !isAccumulated {
        writer.openLoop("i", "0", "\(schedule.tileLength)")
        writer.line("z[i] = 0.0f;")
        writer.close()
      }
      writer.openLoop("group", "0", "\(steps[0].extent)", step: perGroup)
      if steps[0].extent % perGroup == 0 {
        writer.line("const int64_t end = group + \(perGroup);")
      } else {
        writer.line(
          "const int64_t end = group + \(perGroup) < \(steps[0].extent) ? "
            + "group + \(perGroup) : \(steps[0].extent);")
      }
    }
    if schedule.isDot { dot(isGrouped) } else { outer(isGrouped) }
    if isGrouped { writer.close() }
    if !isAccumulated { epilogue() }
  }

  /// Opens the inner loops but `last` of them and returns how far they are in both factors.
  private mutating func openSteps(_ isGrouped: Bool, leaving last: Int) -> (CSum, CSum) {
    var row = CSum()
    var column = CSum()
    for (index, step) in schedule.steps.dropLast(last).enumerated() {
      let bounded = isGrouped && index == 0
      writer.openLoop(
        "k\(index)", bounded ? "group" : "0", bounded ? "end" : "\(step.extent)")
      row.add(step.row, "k\(index)")
      column.add(step.column, "k\(index)")
    }
    return (row, column)
  }

  /// Each row's element times each vector of columns.
  private mutating func outer(_ isGrouped: Bool) {
    let width = schedule.width
    let rows = rowPlaces
    let columns = columnPlaces
    for row in rows.indices {
      let names = columns.indices.map { "c\(row)_\($0) = {0}" }.joined(separator: ", ")
      writer.line("etch_v\(width) \(names);")
    }
    let (row, column) = openSteps(isGrouped, leaving: 0)
    writer.line("const float *const u = a + \(row.text);")
    writer.line("const float *const v = b + \(column.text);")
    for (index, place) in columns.enumerated() {
      writer.line("const etch_v\(width) v\(index) = etch_load\(width)(v + \(place));")
    }
    for (index, place) in rows.enumerated() {
      writer.line("const etch_v\(width) u\(index) = etch_splat\(width)(u[\(place)]);")
      for other in columns.indices {
        let sum = "c\(index)_\(other)"
        writer.line("\(sum) = etch_fma\(width)(u\(index), v\(other), \(sum));")
      }
    }
    for _ in schedule.steps { writer.close() }
    for row in rows.indices {
      // All old sums of a row are read before any is written: its vectors may overlap.
      if isGrouped || isAccumulated {
        for column in columns.indices {
          writer.line("c\(row)_\(column) += etch_load\(width)(z + \(sumPlace(row, column)));")
        }
      }
      for column in columns.indices {
        writer.line("etch_store\(width)(z + \(sumPlace(row, column)), c\(row)_\(column));")
      }
    }
  }

  /// Dot products of each row with each column.
  private mutating func dot(_ isGrouped: Bool) {
    let width = schedule.width
    let rows = rowPlaces
    let columns = columnPlaces
    guard let last = schedule.steps.last else { return }
    let isInnerGrouped = isGrouped && schedule.steps.count == 1
    let hasRest = last.extent % width != 0
    for row in rows.indices {
      let names = columns.indices.map { "c\(row)_\($0) = {0}" }.joined(separator: ", ")
      writer.line("etch_v\(width) \(names);")
      if hasRest {
        let rests = columns.indices.map { "d\(row)_\($0) = 0.0f" }.joined(separator: ", ")
        writer.line("float \(rests);")
      }
    }
    let (row, column) = openSteps(isGrouped, leaving: 1)
    writer.line("const float *const u = a + \(row.text);")
    writer.line("const float *const v = b + \(column.text);")
    let from = isInnerGrouped ? "group" : "0"
    let to = isInnerGrouped ? "end" : "\(last.extent)"
    writer.line("int64_t k = \(from);")
    writer.open("for (; k + \(width) <= \(to); k += \(width))")
    for (index, place) in columns.enumerated() {
      writer.line("const etch_v\(width) v\(index) = etch_load\(width)(v + k + \(place));")
    }
    for (index, place) in rows.enumerated() {
      writer.line("const etch_v\(width) u\(index) = etch_load\(width)(u + k + \(place));")
      for other in columns.indices {
        let sum = "c\(index)_\(other)"
        writer.line("\(sum) = etch_fma\(width)(u\(index), v\(other), \(sum));")
      }
    }
    writer.close()
    if hasRest {
      writer.open("for (; k < \(to); ++k)")
      for (index, place) in rows.enumerated() {
        for (other, otherPlace) in columns.enumerated() {
          let sum = "d\(index)_\(other)"
          writer.line("\(sum) = etch_fma(u[k + \(place)], v[k + \(otherPlace)], \(sum));")
        }
      }
      writer.close()
    }
    for _ in schedule.steps.dropLast() { writer.close() }
    for row in rows.indices {
      for column in columns.indices {
        let rest = hasRest ? " + d\(row)_\(column)" : ""
        let sign = isGrouped || isAccumulated ? "+=" : "="
        writer.line(
          "z[\(sumPlace(row, column))] \(sign) etch_sum\(width)(c\(row)_\(column))\(rest);")
      }
    }
  }
}
