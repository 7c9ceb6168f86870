import Config
import Diagnostics
import Graph
import Tensors

/// Concatenates values along the channels, another axis or the batch.
public struct ConcatFunction: Function {
  public static let schema = Schema(
    "concat", "Concatenates values along the channels, another axis or the batch.",
    example: "concat([picture, rebuilt])",
    fields: [
      Field("values", .list(.expression, count: 1...64), .required, "A list of values."),
      Field(
        "axis", .either([.choice(["channels", "batch"]), .integer(-8...7)]), .standard("channels"),
        "`channels` is the last axis; a number counts the axes of each example."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    var parts = try arguments.tensors("values").map { try $0.floating() }
    guard !parts.isEmpty, parts.allSatisfy({ $0.shape.rank > 0 }) else {
      throw Diagnostic("concat needs values with axes", at: arguments.range)
    }
    let axis = arguments.term("axis")
    if axis == .text("batch") {
      parts = try parts.map { try $0.batched() }
      return .value(try Tensor.concatenated(parts, axis: 0).with(batch: .many))
    }
    if parts.contains(where: { $0.batch != .none }) { parts = try Tensor.inOneBatch(parts) }
    guard case .number(let number) = axis else {
      guard parts.allSatisfy({ $0.batch == .none || $0.shape.rank > 1 }) else {
        throw Diagnostic(
          "one number an example has no channels: 'x * [1]' has one, as 'x[:1]' of a list has; 'axis=batch' joins the examples",
          at: arguments.range)
      }
      return .value(try Tensor.concatenated(parts, axis: parts[0].shape.rank - 1))
    }
    let place = try ReductionAxes.place(of: Int(number), in: parts[0], arguments)
    return .value(try Tensor.concatenated(parts, axis: place))
  }
}
