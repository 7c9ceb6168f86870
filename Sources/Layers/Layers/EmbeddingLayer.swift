import Config
import Graph
import Tensors

/// Looks up a trained vector for each index.
///
/// `x: [N, …]` of whole numbers from 0 → `[N, …, U]`; `weight: [V, U]`. What is none
/// of them gives what is no number.
public struct EmbeddingLayer: Layer {
  public static let schema = Schema(
    "embedding", "Looks up a trained vector for each index.",
    discussion: "`[…]` → `[…, units]`; numbers go from 0 to `vocabulary` − 1.",
    example: "- embedding: {vocabulary: 256, units: 8}",
    fields: [
      Field("vocabulary", .integer(1...1 << 24), .required, "How many indices there are."),
      Field("units", .integer(1...1 << 20), .required, "How many features a vector has."),
      EmbeddingOptions.initializer,
    ])

  let vocabulary: Int
  let units: Int
  let initializer: any Initializer

  public init(_ fields: Fields) throws {
    self.vocabulary = fields.integer("vocabulary")
    self.units = fields.integer("units")
    self.initializer = try InitializerCatalogue.make(fields.kind("initializer"))
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let weight = try context.parameter(
      "weight", shape: Shape.checked([vocabulary, units]), initializer: initializer,
      fans: Fans(input: vocabulary, output: units))
    let areKnown = try context.askForClasses(vocabulary, of: x, "embedding")
    return try weight.entries(at: x, areKnown: areKnown)
  }
}
