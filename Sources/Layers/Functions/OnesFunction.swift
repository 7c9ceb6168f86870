import Config

/// Ones, one row per example.
public struct OnesFunction: Function {
  public static let schema = Schema(
    "ones", "Ones, one row per example.", example: "ones([10])",
    fields: DrawOptions.shapeFields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let rows = try DrawOptions.rows(arguments)
    return .value(
      rows.marked(try arguments.builder.filled(1, rows.shape), arguments.context))
  }
}
