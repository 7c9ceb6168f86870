import Config

import func Foundation.log

/// The natural logarithm of each number.
public struct LogFunction: Function {
  public static let schema = Schema(
    "log", "The natural logarithm of each number.", discussion: "`ln x`.",
    example: "log(picture + 1)",
    fields: [Field("x", .expression, .required, "A value or number.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    try arguments.elementwise(host: log, graph: { try $0.log() })
  }
}
