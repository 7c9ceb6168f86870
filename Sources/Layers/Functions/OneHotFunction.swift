import Config
import Tensors

/// 1 at the place of each class, 0 elsewhere, along a new last axis; not a number for what is no class.
public struct OneHotFunction: Function {
  public static let schema = Schema(
    "one_hot", "One-hot encoding of classes, along a new last axis.",
    example: "one_hot(picture.label, 10)",
    fields: [
      Field("x", .expression, .required, "Whole numbers from 0."),
      Field("classes", .integer(1...1 << 24), .required, "How many classes there are."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let count = arguments.integer("classes")
    try arguments.ask(.classes(count: count, ignored: nil), of: "x")
    return .value(try arguments.tensor("x").oneHot(classes: count))
  }
}
