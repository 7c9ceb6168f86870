import Graph
import Tensors

extension ContractionEmitter {
  /// The loops of the output, outermost first as the first write lays them out.
  static func outputOrder(_ kernel: FusedKernel) -> [Int] {
    guard let write = kernel.writes.first else { return kernel.keptLoops }
    let position = ContractionOperand.position(
      write.index, kernel.operands[write.operand], loops: kernel.extents.count)
    return kernel.keptLoops.filter { kernel.extents[$0] > 1 }.sorted {
      (-abs(position.coefficients[$0]), $0) < (-abs(position.coefficients[$1]), $1)
    }
  }

  /// Where partial sums are: row-major over the output's loops.
  static func partial(_ kernel: FusedKernel) -> Partial {
    var position = Affine.constant(0, of: kernel.extents.count)
    var stride = 1
    for loop in outputOrder(kernel).reversed() {
      position.coefficients[loop] = stride
      stride *= kernel.extents[loop]
    }
    return Partial(position: position, count: stride)
  }

  /// The second kernel of a split reduction: adds up the partial sums, task by task, and writes.
  mutating func mergeText() -> CompiledKernel {
    let order = Self.outputOrder(kernel)
    let count = Self.partial(kernel).count
    let inner = order.last.map { kernel.extents[$0] } ?? 1
    let rows = count / inner
    let chunks = min(rows, max(1, min(64, count / 4096)))
    let span = min(inner, 64)
    var places = loops.map { _ in CSum() }
    writer.openLoop(
      "row", chunks == 1 ? "0" : "chunk * \(rows) / \(chunks)",
      chunks == 1 ? "\(rows)" : "(chunk + 1) * \(rows) / \(chunks)")
    var divisor = 1
    for loop in order.dropLast().reversed() {
      let quotient = divisor == 1 ? "row" : "row / \(divisor)"
      divisor *= kernel.extents[loop]
      places[loop].add(
        1, divisor == rows ? "(\(quotient))" : "(\(quotient) % \(kernel.extents[loop]))")
    }
    writer.openLoop("start", "0", "\(inner)", step: span)
    if inner % span == 0 {
      writer.line("const int64_t count = \(span);")
    } else {
      writer.line(
        "const int64_t count = start + \(span) < \(inner) ? \(span) : \(inner) - start;")
    }
    if let last = order.last {
      places[last].add(1, "start")
      places[last].add(1, "j")
    }
    writer.line("float z[\(span)];")
    writer.line("const float *const from = partial + row * \(inner) + start;")
    writer.openLoop("j", "0", "count")
    writer.line("z[j] = from[j];")
    writer.close()
    writer.openLoop("split", "1", "\(schedule.splits)")
    writer.openLoop("j", "0", "count")
    writer.line("z[j] += from[split * \(count) + j];")
    writer.close()
    writer.close()
    writer.line("ETCH_INDEPENDENT")
    writer.openLoop("j", "0", "count")
    writes("z[j]", places)
    writer.close()
    writer.close()
    writer.close()
    return compiled(
      ["const float *const partial = operands[\(operands.count)];", "(void)scratch;"],
      chunks: chunks)
  }

  /// A kernel that makes the copy of the columns' factor once, for all tasks of the next one.
  mutating func packText(_ layout: ContractionLayout) -> CompiledKernel {
    let extents = layout.axisExtents
    let last = layout.axes.count - 1
    // The axis before the last is a loop of its own, where others are enough for the tasks.
    let wanted = max(1, min(64, layout.count / 8192))
    let outermost = extents.dropLast(2).reduce(1, *)
    let isNested = last > 0 && outermost >= min(16, wanted)
    let rows = isNested ? outermost : extents.dropLast().reduce(1, *)
    let chunks = min(rows, wanted)
    writer.openLoop(
      "row", chunks == 1 ? "0" : "chunk * \(rows) / \(chunks)",
      chunks == 1 ? "\(rows)" : "(chunk + 1) * \(rows) / \(chunks)")
    var names = extents.indices.map { "e\($0)" }
    var divisor = 1
    for axis in (0..<(isNested ? last - 1 : last)).reversed() {
      let quotient = divisor == 1 ? "row" : "row / \(divisor)"
      divisor *= extents[axis]
      let value = divisor == rows ? quotient : "\(quotient) % \(extents[axis])"
      if extents[axis] == 1 {
        names[axis] = "0"
      } else {
        writer.line("const int64_t e\(axis) = \(value);")
      }
    }
    if isNested { writer.openLoop("e\(last - 1)", "0", "\(extents[last - 1])") }
    let place = isNested ? "(row * \(extents[last - 1]) + e\(last - 1))" : "row"
    writer.line("float *const to = packed + \(place) * \(extents[last]);")
    stageLine(layout, last) { names[$0] }
    if isNested { writer.close() }
    writer.close()
    return compiled(
      ["float *const packed = operands[\(operands.count)];", "(void)scratch;"], chunks: chunks)
  }
}
