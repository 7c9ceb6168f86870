import Config
import Graph
import Tensors

/// A walk from one value to another: the given number of steps between them, both included.
///
/// `from: [N, …]`, `to: [N, …]` → `[steps · N, …]`, step after step; of single numbers `[steps]`, without a batch.
public struct InterpolateFunction: Function {
  public static let schema = Schema(
    "interpolate", "A walk from one value to another, both included.",
    discussion:
      "Step k of n is `from + (to − from) · k / (n − 1)`; the steps follow one another along the batch, of single numbers in a list.",
    example: "interpolate(posterior.mean, -posterior.mean, 5)",
    fields: [
      Field("from", .expression, .required, "Where it begins."),
      Field("to", .expression, .required, "Where it ends."),
      Field("steps", .integer(2...4096), .required, "How many values come out."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    var (from, to) = try Tensor.matched(arguments.tensor("from"), arguments.tensor("to"))
    // Of single numbers it is a list, which has no batch.
    let areNumbers = from.shape.rank == 0
    if areNumbers {
      (from, to) = (try from.reshaped(Shape([1])), try to.reshaped(Shape([1])))
    } else {
      (from, to) = (try from.batched(), try to.batched())
    }
    let steps = arguments.integer("steps")
    let difference = try to - from
    let parts = try (0..<steps).map { try from + difference * (Double($0) / Double(steps - 1)) }
    let walk = try Tensor.concatenated(parts, axis: 0)
    return .value(areNumbers ? walk.with(batch: .none) : walk)
  }
}
