import Config

import func Foundation.cos

/// The cosine of each number, in radians.
public struct CosFunction: Function {
  public static let schema = Schema(
    "cos", "The cosine of each number, in radians.", discussion: "`cos x`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: cos, graph: { try $0.cosine() })
  }
}
