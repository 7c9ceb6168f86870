import Config
import Graph
import Tensors

/// 1 with the given probability, else 0, one row per example.
///
/// A value as the probability gives a draw for each of its numbers.
public struct BernoulliFunction: Function {
  public static let schema = Schema(
    "bernoulli", "1 with the given probability, else 0.",
    discussion: "A value as the probability gives a draw for each of its numbers.",
    example: "bernoulli(picture)",
    fields: [Field("probability", .expression, .required, "A number, or a value of them.")]
      + DrawOptions.shapeFields + [DrawOptions.per])

  public static func call(_ arguments: Arguments) throws -> Term {
    let probability = try arguments.tensor("probability")
    let own = probability.shape.rank > 0 ? probability : nil
    let rows = try DrawOptions.rows(arguments, standard: own)
    let draw = try DrawOptions.draw(.uniform, rows, arguments)
    return .value(try draw.compared(.less, probability))
  }
}
