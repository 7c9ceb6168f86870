import Graph
import Tensors

/// A fused kernel whose accesses are linear: base plus offset in elements, with the conditions under which
/// memory may be touched. Views and layouts are gone; what is left is strides.
struct Nest {
  var extents: [Int]
  var elements: [ElementType]
  var reads: [Address]
  var reduction: FusedKernel.Reduction?
  var writes: [Write]

  /// One element of an operand.
  struct Address: Hashable {
    var operand: Int
    var offset: Affine
    /// Integer reads that are added to the offset, times a stride.
    var indirect: [Indirect] = []
    /// All must hold, else the element is not touched.
    var guards: [Guard] = []
    var outside: Double = 0
  }

  struct Indirect: Hashable {
    var read: Int
    var stride: Int
  }

  /// `0 ≤ index (+ read) < extent`.
  struct Guard: Hashable {
    var index: Affine
    var read: Int?
    var extent: Int
  }

  struct Write {
    var address: Address
    var value: FusedScalar
    var accumulates: Bool
    /// The extents and strides of the whole tensor, for zeroing before a scatter.
    var shape: Shape
    var index: [Statement.Index]
  }

  init(_ kernel: FusedKernel) {
    extents = kernel.extents
    elements = kernel.operands.map(\.element)
    reads = kernel.reads.map {
      Nest.address($0.operand, $0.index, $0.outside, kernel, checked: $0.outside != nil)
    }
    reduction = kernel.reduction
    writes = kernel.writes.map {
      Write(
        address: Nest.address($0.operand, $0.index, nil, kernel, checked: $0.accumulates),
        value: $0.value, accumulates: $0.accumulates, shape: kernel.operands[$0.operand].shape,
        index: $0.index)
    }
  }

  private static func address(
    _ operand: Int, _ index: [Statement.Index], _ outside: Double?, _ kernel: FusedKernel,
    checked: Bool
  ) -> Address {
    let shape = kernel.operands[operand].shape
    let strides = shape.strides
    var address = Address(operand: operand, offset: .constant(0, of: kernel.extents.count))
    address.outside = outside ?? 0
    for (axis, index) in index.enumerated() {
      switch index {
      case .affine(let affine):
        address.offset = address.offset + affine * strides[axis]
        let range = affine.range(over: kernel.extents)
        if checked, range.lowerBound < 0 || range.upperBound >= shape[axis] {
          address.guards.append(Guard(index: affine, read: nil, extent: shape[axis]))
        }
      case .indirect(let affine, let read):
        address.offset = address.offset + affine * strides[axis]
        address.indirect.append(Indirect(read: read, stride: strides[axis]))
        if checked {
          address.guards.append(Guard(index: affine, read: read, extent: shape[axis]))
        }
      }
    }
    return address
  }

  /// The loops that are no reduction loops, in order.
  var keptLoops: [Int] { extents.indices.filter { !reductionLoops.contains($0) } }
  var reductionLoops: [Int] { reduction?.loops ?? [] }
}

extension Affine {
  static func + (a: Affine, b: Affine) -> Affine {
    Affine(
      coefficients: zip(a.coefficients, b.coefficients).map { $0 + $1 },
      offset: a.offset + b.offset)
  }

  static func * (a: Affine, factor: Int) -> Affine {
    Affine(coefficients: a.coefficients.map { $0 * factor }, offset: a.offset * factor)
  }
}
