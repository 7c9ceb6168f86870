import Config

import func Foundation.exp

/// The exponential of each number.
public struct ExpFunction: Function {
  public static let schema = Schema(
    "exp", "The exponential of each number.", discussion: "`eˣ`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: exp, graph: { try $0.exp() })
  }
}
