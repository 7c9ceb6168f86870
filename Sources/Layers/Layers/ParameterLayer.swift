import Config
import Graph
import Tensors

/// A trained value, the same for each example.
///
/// `x: [N, …]` → `[N] + shape`, of which x tells N alone; `weight: shape`.
public struct ParameterLayer: Layer {
  public static let schema = Schema(
    "parameter", "A trained value, the same for each example.",
    discussion:
      """
      `[…]` → `shape`, whatever goes in. A class token before patches: `parameter: [1, 64]`, then \
      `compute: concat([x, patches], axis=0)`. A trained factor of each channel, which begins with 0: \
      `parameter: {shape: [1, 1, 64], initializer: zeros}`, then `multiply: [seen]`.
      """,
    mainField: "shape",
    example: "- parameter: [1, 1, 4]\n- multiply: [features]",
    fields: [
      Field("shape", .shape(rank: 1...5, any: false), .required, "The value's shape."),
      Field(
        "initializer", .kind(of: InitializerCatalogue.catalogue), .standard("uniform"),
        "The initializer of the value."),
    ])

  let shape: [Int]
  let initializer: any Initializer

  public init(_ fields: Fields) throws {
    self.shape = fields.shape("shape")
    self.initializer = try InitializerCatalogue.make(fields.kind("initializer"))
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let fans = Fans(input: shape.dropLast().reduce(1, *), output: shape[shape.count - 1])
    let weight = try context.parameter(
      "weight", shape: Shape.checked(shape), initializer: initializer, fans: fans)
    return try weight.broadcast(to: Shape.checked([x.shape[0]] + shape))
  }
}
