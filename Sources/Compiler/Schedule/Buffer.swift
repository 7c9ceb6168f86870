import Graph
import Tensors

/// Memory that kernels read and write, before it has a place.
///
/// Kernels may see one buffer as tensors of several shapes: a reshape is another view.
struct Buffer: Hashable, Sendable, Comparable {
  /// Its place among `KernelSchedule.buffers`.
  let number: Int

  static func < (a: Buffer, b: Buffer) -> Bool { a.number < b.number }

  /// What is in a buffer.
  struct Contents: Sendable {
    var type: TensorType
    var source: Source
  }

  enum Source: Sendable {
    /// The program's caller puts it there.
    case input(Input.Source)
    case literal(HostArray)
    case kernels
  }
}
