import Config

/// Ones, one row per example.
public struct OnesFunction: Function {
  public static let schema = Schema(
    "ones", "Ones, one row per example.", fields: DrawOptions.shapeFields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let shape = try DrawOptions.shape(arguments)
    return .value(try arguments.builder.filled(1, shape).value)
  }
}
