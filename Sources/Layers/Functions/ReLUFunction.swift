import Config

/// Keeps positive numbers and makes the others zero.
public struct ReLUFunction: Function {
  public static let schema = Schema(
    "relu", "Keeps positive numbers and makes the others zero.", discussion: "`max(x, 0)`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { max($0, 0) }, graph: { try $0.relu() })
  }
}
