import Config
import Graph

/// Draws between two bounds, 0 and 1 by default, one row per example.
public struct UniformFunction: Function {
  public static let schema = Schema(
    "uniform", "Draws between two bounds, 0 and 1 by default, one row per example.",
    example: "uniform([100])",
    fields: DrawOptions.shapeFields + [
      Field("low", .number(.any), .standard("0"), "The lower bound."),
      Field("high", .number(.any), .standard("1"), "The upper bound."),
      DrawOptions.per,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (low, high) = (arguments.number("low"), arguments.number("high"))
    let draw = try DrawOptions.draw(
      .uniform, DrawOptions.rows(arguments), arguments)
    return .value(try (low == 0 && high == 1 ? draw : draw * (high - low) + low))
  }
}
