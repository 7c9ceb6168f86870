import Config
import Graph

/// How much neighbouring pixels differ.
///
/// `x: [N, H, W, C]`. Without a power the sum of the absolute differences to the pixels below and to the right
/// (tf.image); with one the sum of `(down² + right²)^power` over all pixels but the last row and column
/// (Chollet), whose gradient is 0 where pixels are alike. A sum for each picture, then averaged over the batch.
public struct TotalVariationLoss: Function {
  public static let schema = Schema(
    "total_variation", "How much neighbouring pixels differ, summed over each picture.",
    discussion: """
      `Σ |down| + |right|` as in tf.image; with `power` `Σ (down² + right²)^power` as in Chollet's style transfer. \
      Averaged over the batch.
      """,
    fields: [
      Field("x", .expression, .required, "Pictures."),
      Field("power", .number(.positive), .optional, "The power of Chollet's form: 1.25."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requirePictures("total_variation")
    let (height, width) = (x.shape[1], x.shape[2])
    guard height > 1, width > 1 else {
      throw ShapeMismatch("total_variation needs at least 2 × 2 pixels, found \(height) × \(width)")
    }
    let share = 1 / Double(max(x.shape[0], 1))
    let down = try x.sliced(axis: 1, 1..<height) - x.sliced(axis: 1, 0..<height - 1)
    let right = try x.sliced(axis: 2, 1..<width) - x.sliced(axis: 2, 0..<width - 1)
    guard arguments.has("power") else {
      let sum = try down.absolute().sum() + right.absolute().sum()
      return .value(try (sum * share))
    }
    let squares =
      try down.sliced(axis: 2, 0..<width - 1).squared()
      + right.sliced(axis: 1, 0..<height - 1).squared()
    let power = arguments.number("power")
    let distances = try power < 1 ? squares.root(power) : squares.power(power)
    return .value(try distances.sum() * share)
  }
}
