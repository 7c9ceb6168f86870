import Config
import Diagnostics
import Graph
import Tensors

/// A layer: its fields, what it reads, and its composition out of operations.
///
/// Inputs and outputs have the batch as their first axis; pictures are `[N, H, W, C]`.
public protocol NetworkLayer: Sendable {
  static var schema: Schema { get }

  /// - Throws: where the fields contradict one another.
  init(_ fields: Fields) throws

  /// Which outputs of the network go in.
  var reads: LayerReads { get }

  /// Composes the layer.
  ///
  /// - Parameter inputs: as `reads` says: the previous output, where it is read, then the named ones.
  /// - Throws: `ShapeMismatch`, where an input does not fit; whoever calls knows the place.
  func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor
}

/// Which outputs a layer reads.
public struct LayerReads: Sendable {
  /// The name of another layer, as a field of this one gives it.
  public struct Name: Sendable {
    public let name: String
    public let range: SourceRange?
  }

  /// Whether the output before it, or the one of `from`, goes in first.
  public let takesPrevious: Bool
  public let names: [Name]

  public static let previous = LayerReads(takesPrevious: true, names: [])
}

/// The short form: a layer that reads the previous output alone.
public protocol Layer: NetworkLayer {
  /// Composes the layer.
  ///
  /// - Throws: `ShapeMismatch`, where `x` does not fit; whoever calls knows the place.
  func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor
}

extension Layer {
  public var reads: LayerReads { .previous }

  public func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor {
    try build(inputs[0], context)
  }
}

/// The place of layers, not a layer: it names what `x` must be.
extension Tensor {
  /// - Parameter advice: what to say of a sequence.
  /// - Throws: `ShapeMismatch`, where the tensor is no batch of pictures.
  func requirePictures(
    _ layer: String, ofSequences advice: String = ""
  ) throws(ShapeMismatch) {
    guard shape.rank == 4 else {
      throw ShapeMismatch(
        "\(layer) takes [height, width, channels], not \(innerShape)"
          + (shape.rank == 3 ? advice : ""), of: [innerShape])
    }
  }

  /// - Throws: `ShapeMismatch`, where an example is a single number.
  func requireFeatures(_ layer: String) throws(ShapeMismatch) {
    guard shape.rank >= 2 else {
      throw ShapeMismatch("\(layer) takes at least one axis, not \(innerShape)", of: [innerShape])
    }
  }

  /// - Throws: `ShapeMismatch`, where the tensor is no batch of sequences.
  func requireSequences(_ layer: String) throws(ShapeMismatch) {
    guard shape.rank == 3 else {
      throw ShapeMismatch("\(layer) takes [length, features], not \(innerShape)", of: [innerShape])
    }
  }

  /// - Throws: `ShapeMismatch`, where an example is a single number; for functions, which know the batch.
  func requireAxes(_ function: String) throws(ShapeMismatch) {
    guard exampleShape.rank >= 1 else {
      throw ShapeMismatch(
        "\(function) goes along an axis, and this is one number"
          + (batch == .none ? "" : " an example"))
    }
  }

  /// The shape without the batch, as experiments write it; inside a network, where every tensor has one.
  var innerShape: Shape { Shape(Array(shape.extents.dropFirst())) }
}
