import Graph

extension NestEmitter {
  /// Every point is computed on its own; the innermost loop is one that the C compiler vectorises.
  func pointwise() -> CompiledKernel {
    var copy = self
    copy.padded = paddedRows()
    return copy.points()
  }

  private func points() -> CompiledKernel {
    let extents = nest.extents
    let cost = nest.writes.map { max(1, $0.value.cost) }.reduce(0, +)
    let partition = Partition(pointwise: extents, work: extents.reduce(1, *) * cost)
    var emitter = scalars(order: Array(extents.indices))
    let stores = nest.writes.map {
      "\(element($0.address)) = \(emitter.stored($0.value, as: nest.elements[$0.address.operand]));"
    }
    let named = CText.identifiers(
      in: (emitter.lines + stores).joined(separator: "\n"))
    let rows = padded.values.filter { named.contains(Substring($0.name)) }
      .sorted { $0.number < $1.number }
    let enter: (inout CWriter, ClosedRange<Int>) -> Void = { writer, levels in
      writer.lines(rows.filter { levels.contains($0.level) }.map(\.line))
      place([emitter], levels, &writer)
    }
    var body = CWriter()
    if !rows.isEmpty, let last = extents.last {
      body.line("static const float zeros[\(last)] = {0};")
    }
    tasks(partition, &body, enter: enter) { writer in
      let inner = Array(extents.indices.dropFirst(partition.loops.count))
      guard let last = inner.last else { return writer.lines(stores) }
      let level = partition.loops.count + 1
      nested(Array(inner.dropLast()), level, &writer, enter: enter) {
        $0.loop(
          loopName(last), from: partition.block == nil ? "0" : "b",
          to: partition.block == nil ? "\(extents[last])" : "e", independent: true
        ) {
          enter(&$0, extents.count...extents.count)
          $0.lines(stores)
        }
      }
    }
    return CompiledKernel(
      source: function(body, usesChunk: partition.chunks > 1), chunks: partition.chunks,
      scratchBytes: 0)
  }
}
