import Config

/// −1, 0 or 1.
public struct SignFunction: Function {
  public static let schema = Schema(
    "sign", "−1, 0 or 1.", discussion: "`sign(x)`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, graph: { try $0.sign() })
  }
}
