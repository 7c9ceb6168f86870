import Config
import Graph

/// A walk from one value to another: the given number of steps between them, both included.
///
/// `from: [N, …]`, `to: [N, …]` → `[steps · N, …]`, step after step.
public struct InterpolateFunction: Function {
  public static let schema = Schema(
    "interpolate", "A walk from one value to another, both included.",
    discussion:
      "Step k of n is `from + (to − from) · k / (n − 1)`; the steps follow one another along the batch.",
    example: "interpolate(posterior.mean, -posterior.mean, 5)",
    fields: [
      Field("from", .expression, .required, "Where it begins."),
      Field("to", .expression, .required, "Where it ends."),
      Field("steps", .integer(2...4096), .required, "How many values come out."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    var (from, to) = try Tensor.matched(arguments.tensor("from"), arguments.tensor("to"))
    guard from.shape.rank > 0 else {
      return .value(from)
    }
    (from, to) = (try from.batched(), try to.batched())
    let steps = arguments.integer("steps")
    let difference = try to - from
    let parts = try (0..<steps).map { try from + difference * (Double($0) / Double(steps - 1)) }
    return .value(try Tensor.concatenated(parts, axis: 0))
  }
}
