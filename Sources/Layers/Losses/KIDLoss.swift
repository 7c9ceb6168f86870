import Config
import Graph
import Tensors

/// Kernel inception distance (KID) between two sets of features.
///
/// `prediction: [N, …]`, `target: [M, …]`, examples of D numbers each. The unbiased square of the maximum mean discrepancy
/// with the kernel `(a · b / D + 1)³`; around 0 for sets of one distribution. A metric takes the mean over batches.
/// Source: Bińkowski et al. 2018, section 4.
public struct KIDLoss: Function {
  public static let schema = Schema(
    "kid", "Kernel inception distance (KID) between two sets of features.",
    discussion: """
      The kernel is `(a · b / D + 1)³`. A metric is the mean over batches, and has its 95 % confidence interval beside it, by how far batches \
      differ. Source: Bińkowski et al. 2018.
      """,
    example: "kid(scores, judge(rebuilt))",
    fields: [
      Field("prediction", .expression, .required, "Features of a network's output."),
      Field("target", .expression, .required, "Features of data."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (x, y) = (try arguments.tensor("prediction"), try arguments.tensor("target"))
    guard x.exampleShape == y.exampleShape, x.batch != .none, y.batch != .none else {
      throw ShapeMismatch(
        "kid compares features of one shape, found \(x.exampleShape) and \(y.exampleShape)",
        of: [x.exampleShape, y.exampleShape])
    }
    guard x.shape[0] > 1, y.shape[0] > 1 else {
      throw ShapeMismatch("kid needs at least two examples of each, and there is one")
    }
    let (a, b) = (try x.featureRows(), try y.featureRows())
    let across = try kernel(a, b).mean() * 2
    return .value(try within(a) + within(b) - across)
  }

  /// `(a · b / D + 1)³` of each row of one with each of the other.
  private static func kernel(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let base = try a.matmul(b, transposeB: true) * (1 / Double(max(a.shape[1], 1))) + 1
    return try base.squared() * base
  }

  /// The mean over pairs of different rows.
  private static func within(_ a: Tensor) throws -> Tensor {
    let count = Double(a.shape[0])
    let own = try a.squared().sum(axes: [1]) * (1 / Double(max(a.shape[1], 1))) + 1
    let pairs = try kernel(a, a).sum() - (own.squared() * own).sum()
    return try pairs * (1 / (count * (count - 1)))
  }
}
