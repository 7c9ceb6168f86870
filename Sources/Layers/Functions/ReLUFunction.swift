import Config

/// Keeps positive values and sets the others to zero.
public struct ReLUFunction: Function {
  public static let schema = Schema(
    "relu", "Keeps positive values and sets the others to zero.", discussion: "`max(x, 0)`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { max($0, 0) }, graph: { try $0.relu() })
  }
}
