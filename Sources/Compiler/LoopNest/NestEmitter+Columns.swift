import Graph

/// A reduction whose innermost loop runs over outputs: a block of them is held in an array of
/// accumulators while the reduction loops run outside. What is added up in one go is bounded, so that the
/// error of a sum over a million elements stays small.
extension NestEmitter {
  static let columnBlock = 256
  static let longestRun = 64

  func columns(over lane: Int) -> CompiledKernel {
    guard let reduction = nest.reduction else { preconditionFailure("no reduction") }
    let outer = nest.keptLoops.filter { $0 != lane }
    let width = min(Self.columnBlock, max(1, nest.extents[lane]))
    let block = Partition.Block(
      loop: lane, size: width, count: (nest.extents[lane] + width - 1) / width)
    let cost = reduction.terms.map { max(1, $0.value.cost) }.reduce(0, +)
    let partition = Partition(
      nest.extents, loops: outer, block: block, work: nest.extents.reduce(1, *) * cost)

    var values = scalars(order: outer + reduction.loops + [lane])
    let terms = reduction.terms.map { values.number($0.value) }
    let level = outer.count + 1
    let accumulators = Accumulators(
      reduction, count: reductionCount, longestRun: Self.longestRun,
      place: "\(loopName(lane)) - b")
    var epilogue = scalars(order: outer + [lane], prefix: "u") {
      accumulators.result($0, level: level)
    }
    let stores = nest.writes.map {
      "\(element($0.address)) = \(epilogue.stored($0.value, as: nest.elements[$0.address.operand]));"
    }

    let enter: (inout CWriter, ClosedRange<Int>) -> Void = { place([values, epilogue], $1, &$0) }
    var body = CWriter()
    tasks(partition, &body, enter: enter) { writer in
      writer.lines(accumulators.declarations(width: width))
      writer.lines(accumulators.zeros(width: width))
      if !accumulators.initial.isEmpty {
        writer.loop("j", to: "\(width)") { $0.lines(accumulators.initial) }
      }
      writer.lines(accumulators.counters)
      runs(reduction.loops, level, &writer, accumulators, width: width, values) { writer in
        writer.lines(accumulators.step)
        writer.loop(loopName(lane), from: "b", to: "e", independent: true) {
          let depth = outer.count + reduction.loops.count + 1
          place([values], depth...depth, &$0)
          $0.lines(accumulators.updates(terms))
        }
      }
      writer.loop(loopName(lane), from: "b", to: "e", independent: true) {
        place([epilogue], level...level, &$0)
        $0.lines(stores)
      }
    }
    return CompiledKernel(
      source: function(body, usesChunk: partition.chunks > 1), chunks: partition.chunks,
      scratchBytes: 0)
  }

  var reductionCount: Int { nest.reductionLoops.map { nest.extents[$0] }.reduce(1, *) }

  /// The reduction loops; where they are long, runs of bounded length are merged one by one.
  private func runs(
    _ loops: [Int], _ level: Int, _ writer: inout CWriter, _ accumulators: Accumulators, width: Int,
    _ values: ScalarEmitter, body: (inout CWriter) -> Void
  ) {
    let enter: (inout CWriter, ClosedRange<Int>) -> Void = { place([values], $1, &$0) }
    let limit = Self.longestRun
    guard accumulators.usesRuns, !loops.isEmpty else {
      nested(loops, level, &writer, enter: enter, body: body)
      return
    }
    var inside = 1
    var position = loops.count - 1
    while position > 0, inside * nest.extents[loops[position]] < limit {
      inside *= nest.extents[loops[position]]
      position -= 1
    }
    let cut = loops[position]
    let size = max(1, limit / inside)
    nested(Array(loops[..<position]), level, &writer, enter: enter) { writer in
      writer.loop("r", to: "\(nest.extents[cut])", step: "\(size)") { writer in
        let extent = nest.extents[cut]
        writer.line("const int64_t q = r + \(size) < \(extent) ? r + \(size) : \(extent);")
        writer.lines(accumulators.runZeros(width: width))
        writer.lines(accumulators.runCounters)
        writer.loop(loopName(cut), from: "r", to: "q") { writer in
          enter(&writer, (level + position)...(level + position))
          nested(
            Array(loops[(position + 1)...]), level + position + 1, &writer, enter: enter,
            body: body)
        }
        writer.lines(accumulators.mergeCounters)
        writer.loop("j", to: "\(width)") { $0.lines(accumulators.merge) }
      }
    }
  }
}
