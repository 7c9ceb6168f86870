import Config
import Diagnostics

/// Whole numbers from the first bound up to but not including the second, one row per example.
public struct RandintFunction: Function {
  private static let bound = -(1 << 30)...1 << 30

  public static let schema = Schema(
    "randint", "Whole numbers from `low` up to but not including `high`, one row per example.",
    example: "randint(0, 10, [1])",
    fields: [
      Field("low", .integer(bound), .required, "The least."),
      Field("high", .integer(bound), .required, "One more than the greatest."),
    ] + DrawOptions.shapeFields + [DrawOptions.per])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (low, high) = (arguments.integer("low"), arguments.integer("high"))
    guard low < high else {
      throw Diagnostic("randint needs low < high, found \(low) and \(high)", at: arguments.range)
    }
    let draw = try DrawOptions.draw(
      .integer(low: low, high: high), DrawOptions.rows(arguments), arguments)
    return .value(draw)
  }
}
