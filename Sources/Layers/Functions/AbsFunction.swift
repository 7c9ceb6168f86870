import Config

/// The absolute value of each number.
public struct AbsFunction: Function {
  public static let schema = Schema(
    "abs", "The absolute value of each number.", discussion: "`|x|`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { Swift.abs($0) }, graph: { try $0.absolute() })
  }
}
