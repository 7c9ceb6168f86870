import Tensors

/// Transforms the square that the first axis is: `matrix · square · matrixᵀ`, for each element of the others.
///
/// `x: [q², …]` → `[p², …]`. A kernel's taps `[KH · KW, C, F]` become the places of Winograd's product, and back.
/// Loops of its statement, which reads and writes a whole square at a point: all elements but the first axis.
public struct PlaneTransform: Operation {
  public static let name = "plane_transform"
  public let matrix: TileMatrix

  public init(_ matrix: TileMatrix) { self.matrix = matrix }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    try requireFloat(inputs)
    let x = inputs[0].shape
    guard x.rank > 0, x[0] == matrix.inputs * matrix.inputs else {
      throw ShapeMismatch(
        "\(name) needs \(matrix.inputs * matrix.inputs) places first, found \(x)", of: [x])
    }
    return [
      TensorType(
        try checkedShape([matrix.outputs * matrix.outputs] + x.extents.dropFirst()))
    ]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let rest = Array(inputs[0].shape.extents.dropFirst())
    let loops = rest.count
    let (p, q) = (matrix.outputs, matrix.inputs)
    func index(_ place: Int) -> [Statement.Index] {
      [.sum([], plus: place, of: loops)] + Statement.Index.loops(0..<loops, of: loops)
    }
    let values = matrix.applied { .read($0 * q + $1) }
    return [
      Statement(
        extents: rest,
        reads: (0..<q * q).map { Statement.Access(input: 0, index: index($0)) },
        writes: (0..<p * p).map { place in
          Statement.Write(output: 0, index: index(place), combine: .set, value: values[place])
        })
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint.apply(PlaneTransform(matrix.transposed))]
  }

  public var attributes: String { matrix.text }
}
