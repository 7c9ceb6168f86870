import Config

/// Each number rounded down.
public struct FloorFunction: Function {
  public static let schema = Schema(
    "floor", "Each number rounded down.", discussion: "`⌊x⌋`.",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: { $0.rounded(.down) }, graph: { try $0.floor() })
  }
}
