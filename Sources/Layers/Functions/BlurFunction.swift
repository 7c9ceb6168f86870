import Config
import Foundation
import Graph
import Tensors

/// Pictures blurred by a Gaussian.
///
/// `x: [N, H, W, C]` → same. Weights `exp(−d² / 2σ²)` up to `⌊4σ + ½⌋` pixels away, adding up to one, over rows and then
/// columns; beyond the edge the picture is mirrored, the outermost pixel twice. As scipy.ndimage.gaussian_filter1d.
public struct BlurFunction: Function {
  public static let schema = Schema(
    "blur", "Pictures blurred by a Gaussian, mirrored at their edges.",
    example: "blur(picture, 2)",
    fields: [
      Field("x", .expression, .required, "Pictures."),
      Field(
        "sigma", .number(NumberRange(from: 0, excluding: true, to: 256)), .required,
        "The Gaussian's standard deviation in pixels."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requirePictures("blur")
    let sigma = arguments.number("sigma")
    let radius = Int(4 * sigma + 0.5)
    guard radius > 0 else { return .value(x) }
    let weights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    let sum = weights.reduce(0, +)
    let column = HostArray(
      shape: [weights.count, 1, 1, 1], floats: weights.map { Float($0 / sum) })
    let channels = x.shape[3]
    let kernel = try arguments.builder.constant(column)
      .broadcast(to: Shape.checked([weights.count, 1, 1, channels]))
    let down = try x.reflected(axis: 1, before: radius, after: radius, twice: true)
      .convolved(with: kernel, height: WindowAxis(), width: WindowAxis(), groups: channels)
    let across = try down.reflected(axis: 2, before: radius, after: radius, twice: true)
      .convolved(
        with: kernel.transposed([1, 0, 2, 3]), height: WindowAxis(), width: WindowAxis(),
        groups: channels)
    return .value(across)
  }
}
