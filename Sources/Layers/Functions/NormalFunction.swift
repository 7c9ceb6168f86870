import Config

/// Draws of mean 0 and standard deviation 1, one row per example.
public struct NormalFunction: Function {
  public static let schema = Schema(
    "normal", "Draws of mean 0 and standard deviation 1, one row per example.",
    example: "normal([100])",
    fields: DrawOptions.shapeFields + [DrawOptions.per])

  public static func call(_ arguments: Arguments) throws -> Term {
    .value(try DrawOptions.draw(.normal, DrawOptions.rows(arguments), arguments))
  }
}
