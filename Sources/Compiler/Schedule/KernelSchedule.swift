import Graph
import Tensors

/// What is computed by which kernel, in order: the graph after fusion.
public struct KernelSchedule: Sendable {
  /// The graph whose values the kernels read and write.
  public var graph: Graph
  /// Each stands after those that write what it reads.
  public var kernels: [ScheduledKernel]
  /// The value whose memory a value is: reshapes are views.
  public var buffers: [Value: Value]

  public func buffer(of value: Value) -> Value { buffers[value] ?? value }
}

/// A fused kernel and the values behind its operands.
public struct ScheduledKernel: Sendable {
  public var kernel: FusedKernel
  /// The buffer of each operand; an operand's type may be a view of it.
  public var buffers: [Value]
  /// The operations in it, in the order of computation.
  public var operations: [String]
  public var origins: [Origin]
  /// Why it is a kernel of its own and not part of those that read it.
  public var boundary: Boundary

  /// The operations, as plans and printed kernels show them: `conv2d -> add -> maximum`.
  var title: String {
    // What only says where elements are is left out where something is computed.
    let computing = operations.filter { !ScheduledKernel.moving.contains($0) }
    return (computing.isEmpty ? operations : computing).joined(separator: " -> ")
  }

  private static let moving: Set<String> = [
    Broadcast.name, Constant.name, Iota.name, Permute.name, Slice.name, Convert.name,
  ]

  /// Buffers that it writes, each once.
  var written: [Value] {
    var seen: Set<Value> = []
    return kernel.writes.map { buffers[$0.operand] }.filter { seen.insert($0).inserted }
  }

  /// Buffers that it reads, each once.
  var read: [Value] {
    var seen: Set<Value> = []
    return kernel.reads.map { buffers[$0.operand] }.filter { seen.insert($0).inserted }
  }
}

/// Why what a kernel writes is in memory, and not computed where it is read.
public enum Boundary: String, Sendable, CaseIterable {
  case result = "a result"
  case reduction = "a reduction, read over other loops"
  case contraction = "a contraction, read over other loops"
  case packing = "read by a contraction, too much to compute again in every panel"
  case severalReaders = "several readers, too much to compute again"
  case repeatedReads = "read many times, too much to compute again"
  case scatter = "a scatter"
  case parts = "written in parts"
  case indirect = "read at indices that are data, or as such indices"
  case shapes = "read in an order that its loops cannot follow, or by too large a kernel"
  case unfused = "fusion is off"
}
