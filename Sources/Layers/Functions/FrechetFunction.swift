import Config
import Diagnostics
import Graph
import Tensors

/// Fréchet distance between two sets of features, as in FID.
///
/// `prediction: [N, …]`, `target: [M, …]`, examples of D numbers each, D at most 2,048. With their means μ and covariances Σ over all
/// examples of a split, `|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½)`, in double precision; so it is a figure of metrics, and no mean over
/// batches. Source: Heusel et al. 2017, equation 6.
public struct FrechetFunction: Function {
  public static let schema = Schema(
    "frechet",
    "Fréchet distance between two sets of features, as in FID.",
    discussion: """
      `|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½)`, over all examples of a split: it stands in metrics. Of 20 examples and more, and at most \
      256 features, it has its 95 % confidence interval beside it, by leaving out a tenth of the examples in turn; that few examples \
      make the distance larger is not in it. Source: Heusel et al. 2017.
      """,
    example: "frechet(scores, judge(rebuilt))",
    fields: [
      Field("prediction", .expression, .required, "Features of a network's output."),
      Field("target", .expression, .required, "Features of data."),
    ])

  /// More numbers than these take minutes to compare.
  private static let mostFeatures = 2048

  /// - Returns: the features of both, `[N, D]` and `[M, D]`, of which the host makes the figure.
  public static func call(_ arguments: Arguments) throws -> Term {
    let (x, y) = (try arguments.tensor("prediction"), try arguments.tensor("target"))
    guard ["metric", "check"].contains(arguments.context.streams.role) else {
      throw Diagnostic(
        "frechet is a figure of all examples of a split, so it stands in 'metrics'; kid(…) is one of a batch",
        at: arguments.range)
    }
    guard x.exampleShape == y.exampleShape, x.batch != .none, y.batch != .none else {
      throw ShapeMismatch(
        "frechet compares features of one shape, found \(x.exampleShape) and \(y.exampleShape)",
        of: [x.exampleShape, y.exampleShape])
    }
    guard x.exampleShape.count <= mostFeatures else {
      throw ShapeMismatch(
        "frechet compares at most \(mostFeatures) features, found \(x.exampleShape.count)")
    }
    return .list([.value(try x.featureRows()), .value(try y.featureRows())])
  }
}

extension Tensor {
  /// Each example's numbers as a row, `[N, D]`.
  func featureRows() throws -> Tensor {
    try floating().reshaped(Shape([shape[0], exampleShape.count])).with(batch: .none)
  }
}
