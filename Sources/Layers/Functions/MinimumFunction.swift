import Config

/// The lesser of two numbers. Where both are equal, the gradient goes to `b`.
public struct MinimumFunction: Function {
  public static let schema = Schema(
    "minimum", "The lesser of two numbers.",
    discussion: "Where both are equal, the gradient goes to `b`.",
    fields: [
      Field("a", .expression, .required, "A value or number."),
      Field("b", .expression, .required, "A value or number."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    if case .number(let a) = arguments.term("a"), case .number(let b) = arguments.term("b") {
      return .number(min(a, b))
    }
    return .value(try arguments.tensor("a").minimum(arguments.tensor("b")))
  }
}
