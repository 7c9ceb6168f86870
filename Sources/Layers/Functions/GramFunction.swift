import Config
import Graph

/// The Gram matrix of the channels: the sum of the products of every pair.
///
/// `x: [N, H, W, C]` → `[N, C, C]`. `Σ x xᵀ` over the pixels, or with `norm=positions` the mean.
public struct GramFunction: Function {
  public static let schema = Schema(
    "gram", "The Gram matrix of the channels: the sum of the products of every pair.",
    discussion: "`[H, W, C]` → `[C, C]`, `Σ x xᵀ` over the pixels.",
    fields: [
      Field("x", .expression, .required, "Pictures, or a layer's output."),
      Field(
        "norm", .choice(["none", "positions"]), .standard("none"),
        "`positions` divides by the number of pixels."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requirePictures("gram")
    return .value(try x.gram(perPosition: arguments.word("norm") == "positions"))
  }
}
