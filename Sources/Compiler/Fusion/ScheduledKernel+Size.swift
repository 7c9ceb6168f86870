extension FusedScalar {
  /// The most nodes of one value, equal ones counted each time. A value that is added to itself, some times over, has few
  /// different nodes, and is twice as long to look through after each time.
  static let mostNodes = 4096

  /// How many there are, equal ones counted each time.
  var nodeCount: Int {
    var count = 0
    visit { _ in count += 1 }
    return count
  }
}

extension ScheduledKernel {
  /// Whether no value has too many nodes once a producer's stands wherever this kernel reads its buffer; none is built to see.
  func staysSmall(reading buffer: Buffer, of producer: ScheduledKernel) -> Bool {
    let writes = producer.kernel.writes.filter { producer.buffers[$0.operand] == buffer }
    let inserted = writes.map(\.value.nodeCount).max() ?? 0
    return kernel.values.allSatisfy { value in
      var count = 0
      value.visit { node in
        count += 1
        if case .read(let read) = node, buffers[kernel.reads[read].operand] == buffer {
          count += inserted
        }
      }
      return count <= FusedScalar.mostNodes
    }
  }
}
