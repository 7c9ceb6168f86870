import Config

import func Foundation.sin

/// The sine of each number, in radians.
public struct SinFunction: Function {
  public static let schema = Schema(
    "sin", "The sine of each number, in radians.", discussion: "`sin x`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: sin, graph: { try $0.sine() })
  }
}
