import Tensors

/// What a node computes: a shape rule, a meaning, a gradient rule. One operation is one file.
///
/// An operation is an immutable value holding its attributes only; two equal operations on the same
/// inputs are one value (random ones carry their stream's key and so differ).
public protocol Operation: Sendable, Hashable {
  /// The name in plans and errors: `conv2d`, `multiply`.
  static var name: String { get }

  /// The shape rule.
  ///
  /// - Throws: `ShapeMismatch`, where the inputs do not fit.
  func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType]

  /// The meaning: statements that together write every element of every output. Inputs and reshapes
  /// have none.
  func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement]

  /// The gradient rule, in terms of operations: for each input, the sum over outputs of
  /// (∂output/∂input)ᵀ · adjoint; `nil` where an input has no gradient (integers, comparisons).
  ///
  /// `adjoints` holds `nil` for an output that nothing differentiable reads; at least one is present.
  func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?]

  /// A short list of attributes for printing: `stride=2 padding=same`.
  var attributes: String { get }
}

extension Operation {
  public var name: String { Self.name }
  public var attributes: String { "" }

  /// Whether two operations of unknown type are the same with the same attributes.
  public func isEqual(to other: any Operation) -> Bool {
    guard let other = other as? Self else { return false }
    return self == other
  }
}

/// Inputs that do not fit an operation: the sentence a user reads, without place. Whoever knows the
/// place (a layer, an expression) turns it into a `Diagnostic`.
public struct ShapeMismatch: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  /// The shapes that the message tells of.
  public let shapes: [Shape]
  /// Whether these are of one example; otherwise the first axis is the batch.
  public let isOfExamples: Bool
  /// For whoever shows it without a place.
  public var description: String { message }

  public init(_ message: String, of shapes: [Shape] = [], isOfExamples: Bool = false) {
    self.message = message
    self.shapes = shapes
    self.isOfExamples = isOfExamples
  }
}
