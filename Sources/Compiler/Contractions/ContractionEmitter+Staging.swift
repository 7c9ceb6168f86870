import Graph
import Tensors

extension ContractionEmitter {
  /// Makes the copy of one factor for the present block.
  mutating func stage(_ layout: ContractionLayout, _ target: String) {
    let axes = layout.axes
    guard let last = axes.indices.last else {
      writer.open()
      let (lines, value) = staged(layout, layout.operand.value) { _ in CSum() }
      for line in lines { writer.line(line) }
      writer.line("\(target)[0] = \(value);")
      writer.close()
      return
    }
    var place = CSum()
    for axis in axes.dropLast().indices {
      writer.openLoop("e\(axis)", "0", "\(layout.axisExtents[axis])")
      place.add(layout.axisStrides[axis], "e\(axis)")
    }
    let panels = layout.panels.flatMap { $0.count > 1 ? $0 : nil }
    if let panels {
      writer.openLoop("panel", "0", "\(panels.count)")
      place.add(panels.stride, "panel")
      // The last tile ends with the block.
      let end = schedule.blocks[panels.loop] - panels.points
      writer.line(
        end % panels.points == 0
          ? "const int64_t first = panel * \(panels.points);"
          : "const int64_t first = panel * \(panels.points) < \(end) ? panel * \(panels.points) : \(end);"
      )
    } else {
      writer.open()
    }
    writer.line("float *const to = \(target)\(place.text == "0" ? "" : " + \(place.text)");")
    stageLine(layout, last) { axis in "e\(axis)" }
    writer.close()
    for _ in axes.dropLast() { writer.close() }
  }

  /// One run along the innermost axis: zeros, values, zeros.
  mutating func stageLine(_ layout: ContractionLayout, _ last: Int, _ name: (Int) -> String) {
    let extent = layout.axisExtents[last]
    func place(_ axis: Int) -> CSum {
      var sum = base(layout, axis)
      sum.add(1, name(axis))
      return sum
    }
    var outer: [FusedScalar.Guard] = []
    var inner: [(offset: Int, extent: Int)] = []
    var held: Set<FusedScalar.Guard> = []
    for test in layout.operand.value.zeroGuards {
      let over = layout.operand.overAxes(test.index, layout.axes)
      let others = over.coefficients.dropLast().contains { $0 != 0 }
      if over.coefficients[last] == 0 {
        outer.append(FusedScalar.Guard(index: over, extent: test.extent))
      } else if over.coefficients[last] == 1, !others {
        inner.append((over.offset, test.extent))
      } else {
        continue
      }
      held.insert(test)
    }
    outer.sort {
      ($0.index.coefficients.description, $0.index.offset, $0.extent)
        < ($1.index.coefficients.description, $1.index.offset, $1.extent)
    }
    inner.sort { ($0.offset, $0.extent) < ($1.offset, $1.extent) }
    let places = layout.axes.indices.map(place)
    let (lines, value) = staged(layout, layout.operand.value.assuming(held)) { places[$0] }
    let condition = CText.condition(outer) { place($0).factor }
    let isBounded = !inner.isEmpty || condition != nil
    if isBounded {
      writer.line("int64_t low = 0, high = \(extent);")
      for test in inner {
        // Inside where 0 ≤ base + e + offset < extent.
        var start = CSum(-test.offset)
        start.add(-1, base(layout, last))
        var end = start
        end.offset += test.extent
        writer.line("low = low > \(start.text) ? low : \(start.text);")
        writer.line("high = high < \(end.text) ? high : \(end.text);")
      }
      if let condition { writer.line("high = \(condition) ? high : 0;") }
      writer.line("low = low < high ? low : \(extent);")
      writer.line("high = low < high ? high : \(extent);")
      writer.line("etch_clear(to, 0, low);")
    }
    writer.line("ETCH_INDEPENDENT")
    writer.openLoop(
      "e\(last)", isBounded ? "low" : "0", isBounded ? "high" : "\(extent)", copies: true)
    for line in lines { writer.line(line) }
    writer.line("to[e\(last)] = \(value);")
    writer.close()
    if isBounded { writer.line("etch_clear(to, high, \(extent));") }
  }

  /// The value of an axis at the copy's first element along it.
  private func base(_ layout: ContractionLayout, _ axis: Int) -> CSum {
    var sum = CSum(layout.lows[axis])
    for (loop, coefficient) in layout.axes[axis].coefficients.sorted(by: { $0.key < $1.key }) {
      sum.add(coefficient, origin(loop))
      if let panels = layout.panels, panels.loop == loop, panels.count > 1 {
        sum.add(coefficient, "first")
      }
    }
    return sum
  }

  /// A factor's value at one point of its axes: declarations and a C expression.
  private mutating func staged(
    _ layout: ContractionLayout, _ value: FusedScalar, _ place: (Int) -> CSum
  ) -> ([String], String) {
    let rebased = value.mapped { scalar in
      switch scalar {
      case .index(let affine): .index(layout.operand.overAxes(affine, layout.axes))
      case .random(let distribution, let key, let element, let low, let high):
        .random(
          distribution, key: key, element: layout.operand.overAxes(element, layout.axes),
          stepLow: low, stepHigh: high)
      case .guarded(let guards, let inner, let outside):
        .guarded(
          guards.map {
            FusedScalar.Guard(
              index: layout.operand.overAxes($0.index, layout.axes), extent: $0.extent)
          }, inner, outside)
      case .read, .constant, .unary, .binary, .select, .reduced: scalar
      }
    }
    let places = layout.axes.indices.map { place($0).factor }
    let kernel = self.kernel
    let (lines, values) = emit(
      [(rebased, .float32)],
      positions: { read in
        CText.affine(
          layout.operand.overAxes(
            ContractionOperand.position(kernel.reads[read], kernel), layout.axes)
        ) { places[$0] }
      }, loop: { places[$0] })
    return (lines, values[0])
  }

  /// The declarations and expressions of values, given where each read's element is.
  mutating func emit(
    _ values: [(FusedScalar, ElementType)], positions: (Int) -> String,
    loop: (Int) -> String, reduced: String = "0.0f"
  ) -> ([String], [String]) {
    var elements: [Int: (String, ElementType)] = [:]
    // In order, since operands are numbered as they are met.
    for read in Set(values.flatMap { $0.0.readNumbers() }).sorted() {
      let operand = kernel.reads[read].operand
      elements[read] = (
        "\(pointer(operand))[\(positions(read))]", kernel.operands[operand].element
      )
    }
    return withoutActuallyEscaping(loop) { loop in
      let found = elements
      var emitter = ScalarEmitter(
        names: ScalarEmitter.Names(
          read: { read, condition in
            guard let (text, element) = found[read] else {
              preconditionFailure("a read that the value does not have")
            }
            let (cast, type): (String, ScalarEmitter.CType) =
              switch element {
              case .float32: ("", .float)
              case .float64: ("(float)", .float)
              case .int32: ("", .int32)
              case .uint8: ("(int32_t)", .int32)
              case .int64: ("", .int64)
              case .uint32: ("(int64_t)", .int64)
              }
            let zero = type == .float ? "0.0f" : "0"
            return ScalarEmitter.Expression(
              condition.map { "(\($0)) ? \(cast)\(text) : \(zero)" } ?? cast + text, type)
          }, loop: loop, reduced: { _ in ScalarEmitter.Expression(reduced) },
          word: { read in found[read].map { "(uint32_t)\($0.0)" } ?? "0u" }))
      let texts = values.map { emitter.stored($0.0, as: $0.1) }
      return (emitter.lines, texts)
    }
  }
}
