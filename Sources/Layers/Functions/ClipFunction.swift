import Config
import Diagnostics
import Graph

/// Clips each number to bounds. The gradient passes within them, both included, as in PyTorch and TensorFlow.
public struct ClipFunction: Function {
  public static let schema = Schema(
    "clip", "Clips each number to bounds.",
    discussion: "The gradient passes from `low` to `high`, both included.",
    example: "clip(picture, 0.1, 0.9)",
    fields: [
      Field("x", .expression, .required, "A value or number."),
      Field("low", .number(.any), .required, "The lower bound."),
      Field("high", .number(.any), .required, "The upper bound."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (low, high) = (arguments.number("low"), arguments.number("high"))
    guard low <= high else {
      throw Diagnostic("clip's lower bound \(low) is above \(high)", at: arguments.range)
    }
    return try arguments.elementwise(
      host: { min(max($0, low), high) },
      graph: { x in
        // Of two equal numbers the second has the gradient.
        try x.builder.number(high).minimum(x.builder.number(low).maximum(x))
      })
  }
}
