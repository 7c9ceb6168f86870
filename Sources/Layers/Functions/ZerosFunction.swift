import Config

/// Zeros, one row per example.
public struct ZerosFunction: Function {
  public static let schema = Schema(
    "zeros", "Zeros, one row per example.", example: "zeros([10])",
    fields: DrawOptions.shapeFields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let rows = try DrawOptions.rows(arguments)
    return .value(
      rows.marked(try arguments.builder.filled(0, rows.shape), arguments.context))
  }
}
