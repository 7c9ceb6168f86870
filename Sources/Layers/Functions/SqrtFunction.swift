import Config

/// The square root of each number.
public struct SqrtFunction: Function {
  public static let schema = Schema(
    "sqrt", "The square root of each number.", discussion: "`√x`.",
    example: "sqrt(picture + 1)",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { $0.squareRoot() }, graph: { try $0.squareRoot() })
  }
}
