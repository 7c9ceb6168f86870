import Graph

extension NestEmitter {
  /// Every point is computed on its own; the innermost loop is one that the C compiler vectorises.
  func pointwise() -> CompiledKernel {
    let extents = nest.extents
    let cost = nest.writes.map { max(1, $0.value.cost) }.reduce(0, +)
    let partition = Partition(pointwise: extents, work: extents.reduce(1, *) * cost)
    var emitter = scalars(order: Array(extents.indices))
    let stores = nest.writes.map {
      "\(element($0.address)) = \(emitter.stored($0.value, as: nest.elements[$0.address.operand]));"
    }
    let enter: (inout CWriter, ClosedRange<Int>) -> Void = { place([emitter], $1, &$0) }
    var body = CWriter()
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
