import Config
import Graph
import Tensors

/// A layer of one input: its fields, and its composition out of operations.
///
/// Inputs and outputs have the batch as their first axis; pictures are `[N, H, W, C]`.
public protocol Layer: Sendable {
  static var schema: Schema { get }

  /// - Throws: where the fields contradict one another.
  init(_ fields: Fields) throws

  /// Composes the layer.
  ///
  /// - Throws: `ShapeMismatch`, where `x` does not fit; whoever calls knows the place.
  func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor
}

extension Layer {
  /// Composes the layer on a plain value of the context's graph.
  public func build(_ x: Value, _ context: LayerContext) throws -> Value {
    try build(Tensor(x, context.builder), context).value
  }
}

/// The place of layers, not a layer: it names what `x` must be.
extension Tensor {
  /// - Throws: `ShapeMismatch`, where the tensor is no batch of pictures.
  func requirePictures(_ layer: String) throws(ShapeMismatch) {
    guard shape.rank == 4 else {
      throw ShapeMismatch(
        "\(layer) takes [height, width, channels], not \(exampleDescription)")
    }
  }

  /// - Throws: `ShapeMismatch`, where an example is a single number.
  func requireFeatures(_ layer: String) throws(ShapeMismatch) {
    guard shape.rank >= 2 else {
      throw ShapeMismatch("\(layer) takes at least one axis, not \(exampleDescription)")
    }
  }

  /// The shape without the batch, as experiments write it.
  var exampleDescription: String { Shape(Array(shape.extents.dropFirst())).description }
}
