import Config
import Diagnostics
import Tensors

/// A step in preparing an example: an ``ElementTransform`` or a ``PictureTransform``.
///
/// It is made from its fields. Each field of an example that it works on has a copy of its own, which is told what it
/// stands behind (``prepare(for:)``), then, where it asks for it, fitted to the training examples.
public protocol Transform: Sendable {
  static var schema: Schema { get }

  /// - Throws: fields that contradict each other.
  init(_ fields: Fields) throws

  /// Whether it draws. Draws are keyed by (data set, transform, example, pass), so that all fields of an example share them.
  var isRandom: Bool { get }
  /// Whether ``fit(_:ofAll:)`` is to be called before it is applied.
  var needsFit: Bool { get }
  /// Whether what it leaves lies between the least and greatest number that it finds, or is a function of single numbers.
  var keepsRange: Bool { get }

  /// What is odd about it behind such numbers; `nil` where nothing is.
  func oddity(behind input: TransformInput) -> (warning: Warning, message: String)?

  /// Learns what it stands behind and says what it leaves.
  ///
  /// - Throws: a field for which it has no meaning.
  mutating func prepare(for input: TransformInput) throws -> TransformInput
  /// Learns the least and the greatest element of the training examples.
  ///
  /// - Parameters:
  ///   - channels: of each channel of the field, the last axis; `nil` of one that has no number.
  ///   - whole: of all fields that it works on.
  /// - Throws: a range that nothing can be fitted to.
  mutating func fit(
    _ channels: [ClosedRange<Double>?], ofAll whole: ClosedRange<Double>) throws
}

extension Transform {
  public var isRandom: Bool { false }
  public var needsFit: Bool { false }
  public var keepsRange: Bool { true }
  public func oddity(behind input: TransformInput) -> (warning: Warning, message: String)? { nil }
  public mutating func fit(
    _ channels: [ClosedRange<Double>?], ofAll whole: ClosedRange<Double>
  ) throws {}
}

/// Changes the elements of a field one by one; its innermost axis is the channels. Random ones are left out outside training.
public protocol ElementTransform: Transform {
  /// The number of channels when each is treated differently, else 1.
  var channels: Int { get }
  /// Changes the elements in place. `draw` is `nil` for a transform that is not random.
  func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?)
}

extension ElementTransform {
  public var channels: Int { 1 }
}

/// Makes a picture of a picture: of the same size or another, which depends on the size only.
public protocol PictureTransform: Transform {
  /// What the size becomes, in training and outside.
  ///
  /// - Throws: a size that it cannot work on.
  func size(after size: PictureSize) throws -> PictureSize
  /// Writes `size(after:)` of the picture. `draw` is `nil` outside training, where random ones do what is in the middle.
  func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?)
}

extension PictureTransform {
  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    TransformInput(shapes: try shapes(after: input), naturalRange: input.naturalRange)
  }

  /// The shapes that it leaves, each once.
  ///
  /// - Throws: a field of something else than pictures.
  func shapes(after input: TransformInput) throws -> [Shape] {
    var seen: Set<Shape> = []
    return try input.shapes.compactMap { shape in
      guard let size = PictureSize(shape) else {
        throw Diagnostic(
          "'\(Self.schema.name)' works on pictures, [height, width, channels], not on \(shape)",
          at: nil)
      }
      let after = try self.size(after: size).shape
      return seen.insert(after).inserted ? after : nil
    }
  }
}

/// What a transform finds.
public struct TransformInput: Sendable, Hashable {
  /// The shapes that occur among the examples, each once, the first example's first.
  public let shapes: [Shape]
  /// What the elements lie in, where that is known without looking at them.
  public let naturalRange: ClosedRange<Double>?

  public init(shapes: [Shape], naturalRange: ClosedRange<Double>?) {
    self.shapes = shapes
    self.naturalRange = naturalRange
  }
}

/// The random numbers of one example at one pass over the data.
public struct TransformDraw: Sendable {
  public let stream: RandomStream
  public let pass: UInt64
  /// The example's number in its source.
  public let example: UInt64

  /// Uniform in (0, 1): number `index` of the example.
  public func uniform(_ index: Int) -> Double {
    stream.uniform(element: element(index), step: pass)
  }
  /// Of mean 0 and standard deviation 1.
  public func normal(_ index: Int) -> Double { stream.normal(element: element(index), step: pass) }
  /// A whole number in `0..<bound`.
  public func integer(below bound: Int, _ index: Int) -> Int {
    Int(
      stream.integer(below: UInt32(clamping: bound), element: element(index), step: pass))
  }

  private func element(_ index: Int) -> UInt64 {
    example << 32 | UInt64(UInt32(truncatingIfNeeded: index))
  }
}
