import Config
import Graph

/// Style loss: the difference of the Gram matrices of two pictures, over several layers.
///
/// `prediction`, `target`: calls of networks, whose `layers` `[N, H, W, C]` are compared by their Gram matrices
/// `G = Σ x xᵀ: [N, C, C]`. `picture`: `Σ (G − T)² / (4 (h w c)²)`, for pictures of `h × w × c` that go in;
/// `positions`: the mean of `(G / (H W) − T / (H' W'))²`. Summed over the layers, averaged over the batch.
/// Source: Gatys, Ecker & Bethge 2015, equation 4, as in Chollet's book and in TensorFlow's tutorial.
public struct GramStyleLoss: Function {
  public static let schema = Schema(
    "gram_style",
    "Style loss: the difference of the Gram matrices of two pictures, over several layers.",
    discussion: "Source: Gatys, Ecker & Bethge 2015, equation 4.",
    example: "gram_style(net(picture), net(rebuilt), layers=[features])",
    fields: [
      Field("prediction", .expression, .required, "A network's call: `vgg(canvas)`."),
      Field("target", .expression, .required, "The same network's call with the style's picture."),
      TapArguments.layers,
      Field(
        "norm", .choice(["picture", "positions"]), .standard("picture"),
        "`picture`: sums over 4 (h w c)² of the picture; `positions`: means, over the positions."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let byPositions = arguments.word("norm") == "positions"
    let (made, style) = (try arguments.output("prediction"), try arguments.output("target"))
    let picture = made.inputs[0].exampleShape
    guard byPositions || picture == style.inputs[0].exampleShape else {
      throw ShapeMismatch(
        "norm=picture compares pictures of one size, found \(picture) and "
          + "\(style.inputs[0].exampleShape); norm=positions takes any",
        of: [picture, style.inputs[0].exampleShape])
    }
    let (taps, wanted) = (try arguments.taps(of: made), try arguments.taps(of: style))
    let losses = try zip(taps, wanted).map { x, t in
      let difference = try x.gram(perPosition: byPositions) - t.gram(perPosition: byPositions)
      let squares = try difference.squared()
      let size = Double(picture.count)
      return try byPositions
        ? squares.mean() : squares.sum(axes: [1, 2]).mean() * (0.25 / (size * size))
    }
    return .value(try losses.dropFirst().reduce(losses[0]) { try $0 + $1 })
  }
}
