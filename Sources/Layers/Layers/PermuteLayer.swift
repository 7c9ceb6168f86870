import Config
import Diagnostics
import Graph

/// Reorders the axes of an example.
///
/// `x: [N, …]`: axis `d` of the result is axis `order[d]` of `x`, counted from 1 without the batch.
public struct PermuteLayer: Layer {
  public static let schema = Schema(
    "permute", "Reorders the axes of an example.",
    discussion: """
      `order: [3, 1, 2]`: `[H, W, C]` → `[C, H, W]`; axes are counted from 1. `[2, 1]` swaps those of a sequence.
      """,
    mainField: "order",
    example: "- permute: [3, 1, 2]",
    fields: [
      Field("order", .shape(rank: 1...5, any: false), .required, "The axes, each once, from 1.")
    ])

  let order: [Int]

  public init(_ fields: Fields) throws {
    self.order = fields.shape("order")
    guard order.sorted() == Array(1...order.count) else {
      throw Diagnostic(
        "'order' must hold each number from 1 to \(order.count) once",
        at: fields.range(of: "order"))
    }
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    guard x.shape.rank == order.count + 1 else {
      throw ShapeMismatch(
        "an order of \(order.count) axes does not fit \(x.innerShape)", of: [x.innerShape])
    }
    return try x.transposed([0] + order)
  }
}
