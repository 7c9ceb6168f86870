import Tensors

/// The matrix product `[…, M, K] × […, K, N] → […, M, N]`, with equal leading axes.
///
/// `transposeA` reads A as `[…, K, M]`, `transposeB` reads B as `[…, N, K]`. Its gradients are itself.
/// Loops of its statement: the leading axes, M, N, K.
public struct MatMul: Operation {
  public static let name = "matmul"
  public let transposeA: Bool
  public let transposeB: Bool

  public init(transposeA: Bool = false, transposeB: Bool = false) {
    self.transposeA = transposeA
    self.transposeB = transposeB
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    try requireFloat(inputs)
    let (a, b) = (inputs[0].shape, inputs[1].shape)
    guard a.rank >= 2, a.rank == b.rank else {
      throw ShapeMismatch(
        "matmul needs two matrices (or equal stacks of them), found \(a) and \(b)", of: [a, b])
    }
    let rank = a.rank
    guard a.extents.dropLast(2) == b.extents.dropLast(2) else {
      throw ShapeMismatch("matmul needs stacks of equal shape, found \(a) and \(b)", of: [a, b])
    }
    let inner = transposeA ? a[rank - 2] : a[rank - 1]
    let other = transposeB ? b[rank - 1] : b[rank - 2]
    guard inner == other else {
      throw ShapeMismatch(
        "matmul cannot multiply \(a) by \(b): \(inner) columns, \(other) rows", of: [a, b])
    }
    let rows = transposeA ? a[rank - 1] : a[rank - 2]
    let columns = transposeB ? b[rank - 2] : b[rank - 1]
    return [TensorType(try checkedShape(a.extents.dropLast(2) + [rows, columns]))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let result = outputs[0].shape
    let rank = result.rank
    let inner = transposeA ? inputs[0].shape[rank - 2] : inputs[0].shape[rank - 1]
    let loops = rank + 1
    let (row, column, depth) = (rank - 2, rank - 1, rank)
    func index(_ first: Int, _ second: Int) -> [Statement.Index] {
      Statement.Index.loops(Array(0..<(rank - 2)) + [first, second], of: loops)
    }
    return [
      Statement(
        extents: result.extents + [inner],
        reads: [
          Statement.Access(
            input: 0, index: transposeA ? index(depth, row) : index(row, depth)),
          Statement.Access(
            input: 1, index: transposeB ? index(column, depth) : index(depth, column)),
        ],
        writes: [
          Statement.Write(
            output: 0, index: index(row, column), combine: .sum,
            value: .binary(.multiply, .read(0), .read(1)))
        ])
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let (a, b) = (inputs[0], inputs[1])
    let toA =
      transposeA
      ? try b.matmul(adjoint, transposeA: transposeB, transposeB: true)
      : try adjoint.matmul(b, transposeB: !transposeB)
    let toB =
      transposeB
      ? try adjoint.matmul(a, transposeA: true, transposeB: transposeA)
      : try a.matmul(adjoint, transposeA: !transposeA)
    return [toA, toB]
  }

  public var attributes: String {
    [transposeA ? "transposeA" : nil, transposeB ? "transposeB" : nil].compactMap { $0 }
      .joined(separator: " ")
  }
}
