import Tensors

/// The position along the axes: element `[i₀, i₁, …]` is `Σ coefficients[d] · i_d`.
public struct Iota: Operation {
  public static let name = "iota"
  public let type: TensorType
  public let coefficients: [Int]

  public init(_ type: TensorType, coefficients: [Int]) {
    self.type = type
    self.coefficients = coefficients
  }

  /// The index along one axis.
  public init(_ type: TensorType, axis: Int) {
    self.init(type, coefficients: type.shape.extents.indices.map { $0 == axis ? 1 : 0 })
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(0, inputs)
    guard coefficients.count == type.shape.rank else {
      throw ShapeMismatch("iota needs one coefficient an axis of \(type.shape)", of: [type.shape])
    }
    return [type]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    var value: Scalar?
    for (axis, coefficient) in coefficients.enumerated() where coefficient != 0 {
      let term: Scalar =
        coefficient == 1
        ? .loop(axis) : .binary(.multiply, .loop(axis), .constant(Double(coefficient)))
      value = value.map { .binary(.add, $0, term) } ?? term
    }
    return [.pointwise(over: type.shape.extents, reads: [], value: value ?? .constant(0))]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [] }

  public var attributes: String { "coefficients=\(coefficients)" }
}
