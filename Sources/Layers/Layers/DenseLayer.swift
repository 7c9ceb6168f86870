import Config
import Graph
import Tensors

/// Fully connected layer: a weighted sum of all features for every unit.
///
/// `x: [N, …, F]` → `[N, …, U]`. `y = x · W + b`; `weight: [U, F]` as published, `bias: [U]`.
public struct DenseLayer: Layer {
  public static let schema = Schema(
    "dense", "Fully connected layer: a weighted sum of all features for every unit.",
    discussion: "`y = x · W + b` over the last axis: `[…, F]` → `[…, units]`.",
    mainField: "units",
    example: "<- flatten\n- dense: {units: 10}",
    fields: [
      Field("units", .integer(1...1 << 24), .required, "The number of output features.")
    ] + WeightOptions.fields)

  let units: Int
  let options: WeightOptions

  public init(_ fields: Fields) throws {
    self.units = fields.integer("units")
    self.options = try WeightOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireFeatures("dense")
    let features = x.shape.extents[x.shape.rank - 1]
    let weight = try context.parameter(
      "weight", shape: Shape.checked([units, features]), layout: [1, 0],
      initializer: options.initializer,
      fans: Fans(input: features, output: units))
    let rows = try x.reshaped(Shape([x.shape.count / max(features, 1), features]))
    let product = try rows.matmul(weight)
    let y = try product.reshaped(Shape.checked(x.shape.extents.dropLast() + [units]))
    return try options.finish(y, context)
  }
}
