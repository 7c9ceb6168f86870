import Config
import Graph
import Tensors

/// Adds a trained vector for each position in a sequence.
///
/// `x: [N, L, U]` → same, `x + weight`; `weight: [length, U]`, of which the first L rows are read.
public struct PositionEmbeddingLayer: Layer {
  public static let schema = Schema(
    "position_embedding", "Adds a trained vector for each position in a sequence.",
    discussion: "`[L, U]` → same.", mainField: "length",
    example: "<- reshape: [196, 4]\n- position_embedding",
    fields: [
      Field(
        "length", .integer(1...1 << 20), .optional,
        "How many positions have a vector; by default the input's length."),
      EmbeddingOptions.initializer,
    ])

  let length: Int?
  let initializer: any Initializer

  public init(_ fields: Fields) throws {
    self.length = fields.has("length") ? fields.integer("length") : nil
    self.initializer = try InitializerCatalogue.make(fields.kind("initializer"))
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireSequences("position_embedding")
    let (places, units) = (x.shape[1], x.shape[2])
    let length = length ?? places
    guard places <= length else {
      throw ShapeMismatch("position_embedding has \(length) places, and \(places) go in")
    }
    let weight = try context.parameter(
      "weight", shape: Shape.checked([length, units]), initializer: initializer,
      fans: Fans(input: length, output: units))
    return try x + weight.sliced(axis: 0, 0..<places)
  }
}
