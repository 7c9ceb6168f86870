import Config

import func Foundation.exp
import func Foundation.log1p

/// A smooth form of relu.
public struct SoftplusFunction: Function {
  public static let schema = Schema(
    "softplus", "A smooth form of relu.", discussion: "`log(1 + exp(x))`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(
      host: { max($0, 0) + log1p(exp(-Swift.abs($0))) }, graph: { try $0.softplus() })
  }
}
