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
      for loop in loops {
        if let panels = layout.panels, panels.loop == loop {
          if panels.count > 1 { place.add(panels.stride, "g\(loop)") }
        } else {
          place.add(layout.strides[loop], tileStart(loop))
        }
      }
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
    if joins, !isAccumulated { writer.line("etch_clear(z, 0, \(schedule.tileLength));") }
    openGroups()
    if schedule.isDot { dot() } else { outer() }
    closeGroups()
    if !isAccumulated { epilogue() }
  }

  /// Whether sums join what is in the tile's memory: zeros at first, also of a task's only piece, so that sums are the same
  /// to the sign of zero whatever tasks share.
  private var joins: Bool { schedule.isGrouped || schedule.reductionPieces > 1 }

  /// Opens the loops over the groups of the reduction.
  private mutating func openGroups() {
    guard schedule.isGrouped else { return }
    let (cut, points) = schedule.groups
    for (index, step) in schedule.steps[..<cut].enumerated() {
      writer.openLoop("k\(index)", "0", "\(step.extent)")
    }
    let extent = schedule.steps[cut].extent
    writer.openLoop("group", "0", "\(extent)", step: points)
    if extent % points == 0 {
      writer.line("const int64_t end = group + \(points);")
    } else {
      writer.line(
        "const int64_t end = group + \(points) < \(extent) ? group + \(points) : \(extent);")
    }
  }

  private mutating func closeGroups() {
    guard schedule.isGrouped else { return }
    for _ in 0...schedule.groups.step { writer.close() }
  }

  /// The range of one of the inner loops.
  private func bounds(_ step: Int) -> (from: String, to: String) {
    schedule.isGrouped && step == schedule.groups.step
      ? ("group", "end") : ("0", "\(schedule.steps[step].extent)")
  }

  /// Opens the inner loops but `last` of them and returns how far they are in both factors.
  private mutating func openSteps(leaving last: Int) -> (CSum, CSum) {
    var row = CSum()
    var column = CSum()
    for (index, step) in schedule.steps.dropLast(last).enumerated() {
      if index >= firstInnerStep {
        let (from, to) = bounds(index)
        writer.openLoop("k\(index)", from, to)
      }
      row.add(step.row, "k\(index)")
      column.add(step.column, "k\(index)")
    }
    return (row, column)
  }

  /// The outermost loop within a group.
  private var firstInnerStep: Int { schedule.isGrouped ? schedule.groups.step : 0 }

  /// Each row's element times each vector of columns.
  private mutating func outer() {
    let width = schedule.width
    let rows = rowPlaces
    let columns = columnPlaces
    for row in rows.indices {
      let names = columns.indices.map { "c\(row)_\($0) = {0}" }.joined(separator: ", ")
      writer.line("etch_v\(width) \(names);")
    }
    let (row, column) = openSteps(leaving: 0)
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
    for _ in schedule.steps[firstInnerStep...] { writer.close() }
    for row in rows.indices {
      // All old sums of a row are read before any is written: its vectors may overlap.
      if joins {
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
  private mutating func dot() {
    let width = schedule.width
    let parts = schedule.vectorsPerSum
    let lanes = width / parts
    let rows = rowPlaces
    let columns = columnPlaces
    guard let last = schedule.steps.last else { return }
    let hasRest = last.extent % width != 0
    for row in rows.indices {
      let names = columns.indices.flatMap { column in
        (0..<parts).map { "\(Self.sum(row, column, $0, of: parts)) = {0}" }
      }
      writer.line("etch_v\(lanes) \(names.joined(separator: ", "));")
      if hasRest {
        let rests = columns.indices.map { "d\(row)_\($0) = 0.0f" }.joined(separator: ", ")
        writer.line("float \(rests);")
      }
    }
    let (row, column) = openSteps(leaving: 1)
    writer.line("const float *const u = a + \(row.text);")
    writer.line("const float *const v = b + \(column.text);")
    let (from, to) = bounds(schedule.steps.count - 1)
    writer.line("int64_t k = \(from);")
    writer.open("for (; k + \(width) <= \(to); k += \(width))")
    for part in 0..<parts {
      if parts > 1 { writer.open() }
      for (index, place) in columns.enumerated() {
        writer.line(
          "const etch_v\(lanes) v\(index) = etch_load\(lanes)(v + k + \(place + part * lanes));")
      }
      for (index, place) in rows.enumerated() {
        writer.line(
          "const etch_v\(lanes) u\(index) = etch_load\(lanes)(u + k + \(place + part * lanes));")
        for other in columns.indices {
          let sum = Self.sum(index, other, part, of: parts)
          writer.line("\(sum) = etch_fma\(lanes)(u\(index), v\(other), \(sum));")
        }
      }
      if parts > 1 { writer.close() }
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
    for _ in schedule.steps[firstInnerStep...].dropLast() { writer.close() }
    for row in rows.indices {
      for column in columns.indices {
        let rest = hasRest ? " + d\(row)_\(column)" : ""
        let sign = joins ? "+=" : "="
        let sums = (0..<parts).map { Self.sum(row, column, $0, of: parts) }
        let total = "etch_sum\(lanes)(\(Self.halves(sums)))"
        writer.line("z[\(sumPlace(row, column))] \(sign) \(total)\(rest);")
      }
    }
  }

  /// The variable that holds some of the lanes of a scalar product.
  private static func sum(_ row: Int, _ column: Int, _ part: Int, of parts: Int) -> String {
    "c\(row)_\(column)" + (parts > 1 ? "_\(part)" : "")
  }

  /// Vectors added up as `etch_sum` adds up the halves of a longer one.
  private static func halves(_ vectors: [String]) -> String {
    guard vectors.count > 1 else { return vectors[0] }
    let half = vectors.count / 2
    return halves((0..<half).map { "(\(vectors[$0]) + \(vectors[$0 + half]))" })
  }
}
