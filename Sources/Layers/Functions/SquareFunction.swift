import Config

/// The square of each number.
public struct SquareFunction: Function {
  public static let schema = Schema(
    "square", "The square of each number.", discussion: "`x²`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { $0 * $0 }, graph: { try $0.squared() })
  }
}
