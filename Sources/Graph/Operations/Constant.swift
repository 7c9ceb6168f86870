import Tensors

/// A literal tensor; mostly one number.
///
/// Where all elements are one number there is one statement that writes it; another literal has no
/// statements and is read like an input.
public struct Constant: Operation {
  public static let name = "constant"
  public let array: HostArray

  public init(_ array: HostArray) { self.array = array }

  /// One number, of shape `[]`.
  public init(_ number: Double) {
    self.array = HostArray(shape: [], floats: [Float(number)])
  }

  /// The number that all elements are, where they are.
  public var uniform: Double? {
    let numbers = array.doubles
    guard let first = numbers.first else { return 0 }
    return numbers.allSatisfy { $0 == first } ? first : nil
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(0, inputs)
    return [array.type]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    guard let uniform else { return [] }
    return [.pointwise(over: array.shape.extents, reads: [], value: .constant(uniform))]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [] }

  public var attributes: String {
    if array.shape.count == 1, let uniform { return "\(uniform)" }
    return array.type.description
  }
}
