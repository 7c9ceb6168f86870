import Config
import Diagnostics
import Graph
import Tensors

/// Values one after another, along the channels or the batch.
public struct ConcatFunction: Function {
  public static let schema = Schema(
    "concat", "Values one after another, along the channels or the batch.",
    fields: [
      Field("values", .list(.expression, count: 1...64), .required, "A list of values."),
      Field(
        "axis", .choice(["channels", "batch"]), .standard("channels"),
        "`channels` is the last axis."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let parts = try arguments.tensors("values").map { try $0.floating() }
    guard let first = parts.first, first.shape.rank > 0 else {
      throw Diagnostic("concat needs values with axes", at: arguments.range)
    }
    let axis = arguments.word("axis") == "batch" ? 0 : first.shape.rank - 1
    return .value(try Tensor.concatenated(parts, axis: axis).value)
  }
}
