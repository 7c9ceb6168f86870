import Config

import func Foundation.tanh

/// Squashes every number into (−1, 1).
public struct TanhFunction: Function {
  public static let schema = Schema(
    "tanh", "Squashes every number into (−1, 1).", discussion: "`tanh(x)`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: tanh, graph: { try $0.tanh() })
  }
}
