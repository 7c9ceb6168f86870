import Config

import func Foundation.exp

/// Squashes every number into (0, 1).
public struct SigmoidFunction: Function {
  public static let schema = Schema(
    "sigmoid", "Squashes every number into (0, 1).", discussion: "`1 / (1 + exp(−x))`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(
      host: { 1 / (1 + exp(-$0)) },
      graph: { try arguments.context.sigmoid($0, at: arguments.range) })
  }
}
