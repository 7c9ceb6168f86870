import Config
import Graph

/// A list as a batch: each of its items is an example.
///
/// `x: [N, …]` without a batch → N examples `[…]`.
public struct ExamplesFunction: Function {
  public static let schema = Schema(
    "examples", "A list as a batch: each of its items is an example.",
    discussion: """
      What goes into a network beside as many draws: `net(normal([8], count=20), one_hot(floor(examples(range(20)) / 2), 10))` shows two of each \
      class. A list alone has no batch and goes with each example.
      """,
    example: "examples(range(10))",
    fields: [Field("x", .expression, .required, "A list, or another value without a batch.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    guard x.batch == .none else {
      throw ShapeMismatch("'examples' takes a list, and this has examples already")
    }
    try x.requireAxes("examples")
    return .value(x.with(batch: .many))
  }
}
