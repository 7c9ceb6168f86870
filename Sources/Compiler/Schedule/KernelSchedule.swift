import Graph
import Tensors

/// What is computed by which kernel, in order: the graph after fusion.
struct KernelSchedule: Sendable {
  /// What the kernels read and write.
  var buffers: [Buffer.Contents] = []
  /// Each stands after those that write what it reads.
  var kernels: [ScheduledKernel] = []
  /// What it is all for, in order.
  var results: [Result] = []

  struct Result: Sendable {
    var target: Graph.Result.Target
    var type: TensorType
    var buffer: Buffer
  }

  func type(of buffer: Buffer) -> TensorType { buffers[buffer.number].type }

  /// The buffers of an input; a graph may read one twice.
  func buffers(of source: Input.Source) -> [Buffer] {
    buffers.indices.filter {
      if case .input(source) = buffers[$0].source { true } else { false }
    }.map(Buffer.init)
  }
}

/// A fused kernel and the buffers behind its operands.
struct ScheduledKernel: Sendable {
  var kernel: FusedKernel
  /// The buffer of each operand; an operand's type may be a view of it.
  var buffers: [Buffer]
  /// The operations in it, in the order of computation.
  var operations: [String]
  var origins: [Origin]
  /// Why it is a kernel of its own and not part of those that read it.
  var boundary: Boundary

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
  var written: [Buffer] { kernel.writes.map { buffers[$0.operand] }.each }

  /// Buffers that it reads, each once.
  var read: [Buffer] { kernel.reads.map { buffers[$0.operand] }.each }
}

/// Why what a kernel writes is in memory, and not computed where it is read.
enum Boundary: String, Sendable, CaseIterable {
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
