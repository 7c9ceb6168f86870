import Config

/// The greater of two numbers. Where both are equal, the gradient goes to `b`.
public struct MaximumFunction: Function {
  public static let schema = Schema(
    "maximum", "The greater of two numbers.",
    discussion: "Where both are equal, the gradient goes to `b`.",
    fields: [
      Field("a", .expression, .required, "A value or number."),
      Field("b", .expression, .required, "A value or number."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    if case .number(let a) = arguments.term("a"), case .number(let b) = arguments.term("b") {
      return .number(max(a, b))
    }
    return .value(try arguments.tensor("a").maximum(arguments.tensor("b")))
  }
}
