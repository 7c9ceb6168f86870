import Config

/// The whole numbers from 0 up to, but not including, a number: a list, which has no batch.
public struct RangeFunction: Function {
  public static let schema = Schema(
    "range", "The whole numbers from 0 up to, but not including, a number.",
    example: "range(10)",
    fields: [Field("count", .integer(1...1 << 20), .required, "How many.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    .list((0..<arguments.integer("count")).map { .number(Double($0)) })
  }
}
