import Graph
import Tensors

/// Writes a nest as one C function. `+Pointwise`, `+Columns`, `+Rows` and `+Scatter` are the four shapes
/// that a nest can take.
struct NestEmitter {
  let nest: Nest
  var writer = CWriter()
  /// Reads that go through pointers of their own (`+Padding`).
  var padded: [Int: PaddedRow] = [:]
  /// Draws that are made ready before the innermost loop (`+Draws`).
  var draws: [DrawnRow] = []

  init(_ nest: Nest) { self.nest = nest }

  func loopName(_ loop: Int) -> String { "i\(loop)" }

  /// An emitter for scalars inside loops that are entered in this order.
  func scalars(
    order: [Int], prefix: String = "t",
    reduced: @escaping (Int) -> ScalarEmitter.Expression = { _ in ScalarEmitter.Expression("0.0f") }
  ) -> ScalarEmitter {
    var levels = [Int](repeating: 0, count: nest.extents.count)
    for (position, loop) in order.enumerated() { levels[loop] = position + 1 }
    let level: @Sendable (Int) -> Int = { [levels] in levels[$0] }
    return ScalarEmitter(
      names: ScalarEmitter.Names(
        read: { [self] in read($0, condition: $1, level: level) },
        loop: { [self] in loopName($0) },
        reduced: reduced,
        word: { [self] in word($0) },
        drawn: { [self] in drawn($0) },
        level: level),
      prefix: prefix)
  }

  /// A word of the step.
  func word(_ read: Int) -> String { "(uint32_t)\(element(nest.reads[read]))" }

  /// The C lvalue of an address. What stands still while its elements follow each other is a pointer of its own, so that
  /// clang computes that once, also without loop strength reduction; not where the pointer may lie outside of the operand.
  func element(_ address: Nest.Address) -> String {
    if address.indirect.isEmpty, address.guards.isEmpty,
      let lane = address.offset.coefficients.lastIndex(of: 1)
    {
      var start = address.offset
      start.coefficients[lane] = 0
      if start.offset >= 0, start.coefficients.contains(where: { $0 != 0 }),
        start.coefficients.allSatisfy({ $0 >= 0 })
      {
        return "(o\(address.operand) + (\(CText.affine(start, loopName))))[\(loopName(lane))]"
      }
    }
    var text = CText.affine(address.offset, loopName)
    for indirect in address.indirect {
      text += " + \(indirect.stride) * (int64_t)\(element(nest.reads[indirect.read]))"
    }
    return "o\(address.operand)[\(text)]"
  }

  /// The conditions of an address, or `nil` for none.
  func condition(_ address: Nest.Address, and outer: String? = nil) -> String? {
    var parts = outer.map { [$0] } ?? []
    for each in address.guards {
      var text = CText.affine(each.index, loopName)
      if let read = each.read { text += " + (int64_t)\(element(nest.reads[read]))" }
      parts.append("(uint64_t)(\(text)) < \(each.extent)u")
    }
    return parts.isEmpty ? nil : parts.joined(separator: " && ")
  }

  private func read(_ index: Int, condition outer: String?, level: (Int) -> Int)
    -> ScalarEmitter.Expression
  {
    let address = nest.reads[index]
    let depth = loops(of: address).map(level).max() ?? 0
    if outer == nil, let row = padded[index] {
      return ScalarEmitter.Expression(row.element, level: depth)
    }
    var text = element(address)
    let type: ScalarEmitter.CType
    switch nest.elements[address.operand] {
    case .float32: type = .float
    case .float64:
      type = .float
      text = "(float)\(text)"
    case .int32, .uint8: type = .int32
    case .int64, .uint32: type = .int64
    }
    if let condition = condition(address, and: outer) {
      var outside = ScalarEmitter.literal(address.outside)
      if type != .float, let whole = Int(exactly: address.outside) {
        outside = CText.integer(whole)
      }
      text = "(\(condition)) ? \(text) : \(outside)"
    }
    return ScalarEmitter.Expression(text, type, level: depth)
  }

  /// The loops that an address or its conditions depend on.
  func loops(of address: Nest.Address) -> Set<Int> {
    var found: Set<Int> = []
    for affine in [address.offset] + address.guards.map(\.index) {
      for (loop, coefficient) in affine.coefficients.enumerated() where coefficient != 0 {
        found.insert(loop)
      }
    }
    for indirect in address.indirect { found.formUnion(loops(of: nest.reads[indirect.read])) }
    return found
  }

  /// The kernel's function around a body.
  func function(_ body: CWriter, usesChunk: Bool) -> String {
    function(
      body, unused: usesChunk ? ["scratch"] : ["scratch", "chunk"],
      header: "void \(CompiledKernel.functionName)"
        + "(void *const *operands, void *scratch, int64_t chunk)")
  }

  /// A function around a body.
  ///
  /// - Parameter unused: the arguments that it has no use for.
  func function(_ body: CWriter, unused: [String] = [], header: String) -> String {
    let written = Set(nest.writes.map(\.address.operand))
    // What only the writes of a later launch read stands in the nest, but not in this body.
    let named = CText.identifiers(in: body.text)
    let used = written.union(nest.reads.map(\.operand)).filter { named.contains("o\($0)") }
    var writer = CWriter()
    writer.block(header) {
      $0.lines(unused.map { "(void)\($0);" })
      for operand in used.sorted() {
        let type = nest.elements[operand].cName
        $0.line(
          "\(written.contains(operand) ? "" : "const ")\(type) *const o\(operand) = operands[\(operand)];"
        )
      }
      for line in body.text.split(separator: "\n") { $0.line(String(line)) }
    }
    return writer.text
  }

  /// Lines of the emitters that belong directly inside the `level`-th loop.
  func place(_ emitters: [ScalarEmitter], _ levels: ClosedRange<Int>, _ writer: inout CWriter) {
    for emitter in emitters {
      for line in emitter.placedLines where levels.contains(line.level) { writer.line(line.text) }
    }
  }

  /// Writes the loops of a partition around `body`; `enter` writes what belongs inside the first so many.
  func tasks(
    _ partition: Partition, _ writer: inout CWriter,
    enter: (inout CWriter, ClosedRange<Int>) -> Void,
    body: (inout CWriter) -> Void
  ) {
    enter(&writer, 0...0)
    let loops = partition.loops
    guard partition.chunks > 1 else {
      nested(loops, 1, &writer, enter: enter) { writer in
        guard let block = partition.block else { return body(&writer) }
        writer.loop("b", to: "\(nest.extents[block.loop])", step: "\(block.size)") {
          end(block, &$0)
          body(&$0)
        }
      }
      return
    }
    let (per, count) = (partition.tasksPerChunk, partition.tasks)
    if per == 1 {
      writer.line("const int64_t task = chunk;")
      task(partition, &writer, enter: enter, body: body)
    } else {
      writer.line("const int64_t begin = chunk * \(per);")
      writer.line(
        count % per == 0
          ? "const int64_t end = begin + \(per);"
          : "const int64_t end = begin + \(per) < \(count) ? begin + \(per) : \(count);")
      writer.loop("task", from: "begin", to: "end") {
        task(partition, &$0, enter: enter, body: body)
      }
    }
  }

  private func task(
    _ partition: Partition, _ writer: inout CWriter,
    enter: (inout CWriter, ClosedRange<Int>) -> Void,
    body: (inout CWriter) -> Void
  ) {
    var rest = partition.tasks
    var scale = 1
    var lines: [String] = []
    func digit(_ name: String, _ extent: Int, _ factor: Int) {
      rest /= extent
      var text = scale == 1 ? "task" : "task / \(scale)"
      if rest > 1 { text += " % \(extent)" }
      if factor > 1 { text = "\(text) * \(factor)" }
      lines.append("const int64_t \(name) = \(text);")
      scale *= extent
    }
    if let block = partition.block { digit("b", block.count, block.size) }
    for loop in partition.loops.reversed() { digit(loopName(loop), nest.extents[loop], 1) }
    writer.lines(lines.reversed())
    if let block = partition.block { end(block, &writer) }
    if !partition.loops.isEmpty { enter(&writer, 1...partition.loops.count) }
    body(&writer)
  }

  private func end(_ block: Partition.Block, _ writer: inout CWriter) {
    let extent = nest.extents[block.loop]
    writer.line(
      extent % block.size == 0
        ? "const int64_t e = b + \(block.size);"
        : "const int64_t e = b + \(block.size) < \(extent) ? b + \(block.size) : \(extent);")
  }

  /// Whole loops around a body, the first at `level`.
  func nested(
    _ loops: [Int], _ level: Int, _ writer: inout CWriter,
    enter: (inout CWriter, ClosedRange<Int>) -> Void, body: (inout CWriter) -> Void
  ) {
    guard let first = loops.first else { return body(&writer) }
    writer.loop(loopName(first), to: "\(nest.extents[first])") {
      enter(&$0, level...level)
      nested(Array(loops.dropFirst()), level + 1, &$0, enter: enter, body: body)
    }
  }
}
