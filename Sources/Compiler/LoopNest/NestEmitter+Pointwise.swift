import Graph

extension NestEmitter {
  /// Every point is computed on its own; the innermost loop is one that the C compiler vectorises.
  func pointwise() -> CompiledKernel {
    var copy = self
    copy.padded = paddedRows()
    let partition = pointwisePartition
    if partition.loops.count < nest.extents.count { copy.draws = drawnRows() }
    return copy.points(partition)
  }

  /// What is computed at a point, and what stands around it.
  struct PointwiseBody {
    /// Before all loops.
    var constants: [String] = []
    var stores: [String]
    /// Writes what belongs inside the first so many loops.
    var enter: (inout CWriter, ClosedRange<Int>) -> Void
  }

  /// The body of a nest that is entered loop after loop.
  func pointwiseBody() -> PointwiseBody {
    var emitter = scalars(order: Array(nest.extents.indices))
    let stores = nest.writes.map {
      "\(element($0.address)) = \(emitter.stored($0.value, as: nest.elements[$0.address.operand]));"
    }
    let named = CText.identifiers(
      in: (emitter.lines + stores).joined(separator: "\n"))
    let rows = padded.values.filter { named.contains(Substring($0.name)) }
      .sorted { $0.number < $1.number }
    let placed = emitter
    var result = PointwiseBody(stores: stores) { writer, levels in
      writer.lines(rows.filter { levels.contains($0.level) }.map(\.line))
      place([placed], levels, &writer)
    }
    if !rows.isEmpty, let last = nest.extents.last {
      result.constants.append("static const float zeros[\(last)] = {0};")
    }
    return result
  }

  private var pointwisePartition: Partition {
    let cost = nest.writes.map { max(1, $0.value.cost) }.reduce(0, +)
    return Partition(pointwise: nest.extents, work: nest.extents.reduce(1, *) * cost)
  }

  private func points(_ partition: Partition) -> CompiledKernel {
    let extents = nest.extents
    let points = pointwiseBody()
    var body = CWriter()
    body.lines(points.constants)
    tasks(partition, &body, enter: points.enter) { writer in
      let inner = Array(extents.indices.dropFirst(partition.loops.count))
      guard let last = inner.last else { return writer.lines(points.stores) }
      let level = partition.loops.count + 1
      nested(Array(inner.dropLast()), level, &writer, enter: points.enter) {
        innermost(
          last, from: partition.block == nil ? "0" : "b",
          to: partition.block == nil ? "\(extents[last])" : "e", &$0
        ) {
          points.enter(&$0, extents.count...extents.count)
          $0.lines(points.stores)
        }
      }
    }
    return CompiledKernel(
      source: function(body, usesChunk: partition.chunks > 1), chunks: partition.chunks,
      scratchBytes: 0)
  }
}
