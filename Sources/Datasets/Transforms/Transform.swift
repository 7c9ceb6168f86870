import Config
import Diagnostics
import Tensors

/// A step in preparing the main field of an example, element by element.
///
/// A transform works on float32 elements whose innermost axis is the channels. It is made from its fields,
/// then told what it stands behind (``prepare(for:)``), then, where it asks for it, fitted to the training examples.
public protocol Transform: Sendable {
  static var schema: Schema { get }

  /// - Throws: fields that contradict each other.
  init(_ fields: Fields) throws

  /// Whether it draws; such a transform is left out outside training.
  var isRandom: Bool { get }
  /// Whether ``fit(_:)`` is to be called before it is applied.
  var needsFit: Bool { get }
  /// The number of channels when each is treated differently, else 1.
  var channels: Int { get }

  /// Learns what it stands behind and says what it leaves.
  ///
  /// - Throws: a field for which it has no meaning.
  mutating func prepare(for input: TransformInput) throws -> TransformInput
  /// Learns the least and the greatest element of the training examples.
  ///
  /// - Throws: a range that nothing can be fitted to.
  mutating func fit(_ range: ClosedRange<Double>) throws
  /// Changes the elements in place. `draw` is `nil` for a transform that is not random.
  func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?)
}

extension Transform {
  public var isRandom: Bool { false }
  public var needsFit: Bool { false }
  public var channels: Int { 1 }
  public mutating func fit(_ range: ClosedRange<Double>) throws {}
}

/// What a transform finds.
public struct TransformInput: Sendable, Hashable {
  /// The shape of one example.
  public let shape: Shape
  /// What the elements lie in, where that is known without looking at them.
  public let naturalRange: ClosedRange<Double>?

  public init(shape: Shape, naturalRange: ClosedRange<Double>?) {
    self.shape = shape
    self.naturalRange = naturalRange
  }
}

/// The random numbers of one example at one pass over the data: element `i` of the example has element
/// `firstElement + i` of the stream, at step `pass`.
public struct TransformDraw: Sendable {
  public let stream: RandomStream
  public let pass: UInt64
  public let firstElement: UInt64
}
