import Graph
import Tensors

/// Writes that accumulate: each chunk owns a part of the destination, zeroes it, and walks through the
/// sources that go there in ascending order.
extension NestEmitter {
  func scatter() -> CompiledKernel {
    let extents = nest.extents
    let owner = ownedLoop()
    let cost = nest.writes.map { max(1, $0.value.cost) }.reduce(0, +)
    let work = extents.reduce(1, *) * cost + nest.writes.map(\.shape.count).reduce(0, +)
    var block: Partition.Block?
    if let owner {
      let wanted = Partition.chunks(for: work)
      let size = (extents[owner] + wanted - 1) / wanted
      block = Partition.Block(
        loop: owner, size: size, count: (extents[owner] + size - 1) / size)
    }
    let partition = Partition(extents, loops: [], block: block, work: work)

    var emitter = scalars(order: Array(extents.indices))
    let stores = nest.writes.map { write -> String in
      let target = element(write.address)
      let value = emitter.stored(write.value, as: nest.elements[write.address.operand])
      let store = "\(target) \(write.accumulates ? "+=" : "=") \(value);"
      return condition(write.address).map { "if (\($0)) \(store)" } ?? store
    }
    let enter: (inout CWriter, ClosedRange<Int>) -> Void = { place([emitter], $1, &$0) }
    var body = CWriter()
    tasks(partition, &body, enter: enter) { writer in
      for write in nest.writes where write.accumulates { zero(write, owner, &writer) }
      owned(Array(extents.indices), owner, 1, &writer, enter) { $0.lines(stores) }
    }
    return CompiledKernel(
      source: function(body, usesChunk: partition.chunks > 1), chunks: partition.chunks,
      scratchBytes: 0)
  }

  private func owned(
    _ loops: [Int], _ owner: Int?, _ level: Int, _ writer: inout CWriter,
    _ enter: (inout CWriter, ClosedRange<Int>) -> Void, body: (inout CWriter) -> Void
  ) {
    guard let first = loops.first else { return body(&writer) }
    writer.loop(
      loopName(first), from: first == owner ? "b" : "0",
      to: first == owner ? "e" : "\(nest.extents[first])"
    ) {
      enter(&$0, level...level)
      owned(Array(loops.dropFirst()), owner, level + 1, &$0, enter, body: body)
    }
  }

  /// The outermost loop that is, in every write, the whole index along one axis and in no other.
  private func ownedLoop() -> Int? {
    nest.extents.indices.first { loop in
      nest.extents[loop] > 1 && nest.writes.allSatisfy { axis(of: loop, in: $0) != nil }
    }
  }

  private func axis(of loop: Int, in write: Nest.Write) -> Int? {
    var found: Int?
    for (axis, index) in write.index.enumerated() {
      let affine = index.affine
      guard affine.coefficients[loop] != 0 else { continue }
      guard found == nil, case .affine = index, affine == .loop(loop, of: nest.extents.count),
        write.shape[axis] == nest.extents[loop]
      else { return nil }
      found = axis
    }
    return found
  }

  private func zero(_ write: Nest.Write, _ owner: Int?, _ writer: inout CWriter) {
    let operand = "o\(write.address.operand)"
    let axis = owner.flatMap { self.axis(of: $0, in: write) }
    guard let axis else {
      writer.loop("z", to: "\(write.shape.count)") { $0.line("\(operand)[z] = 0;") }
      return
    }
    let inner = write.shape.strides[axis]
    let outer = write.shape.extents[..<axis].reduce(1, *)
    let row = write.shape[axis] * inner
    writer.loop("y", to: "\(outer)") {
      $0.loop("z", from: "b * \(inner)", to: "e * \(inner)") {
        $0.line("\(operand)[y * \(row) + z] = 0;")
      }
    }
  }
}
