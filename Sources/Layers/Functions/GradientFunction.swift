import Config
import Diagnostics
import Graph

/// The derivative of a single number with respect to a value.
public struct GradientFunction: Function {
  public static let schema = Schema(
    "gradient", "The derivative of a single number with respect to a value.",
    example: "gradient(cross_entropy(scores, picture.label, reduction=sum), picture)",
    fields: [
      Field("of", .expression, .required, "A single number: a loss."),
      Field("to", .expression, .required, "The value it is a function of."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (number, value) = (try arguments.tensor("of"), try arguments.tensor("to"))
    guard number.shape.rank == 0 else {
      throw Diagnostic(
        "gradient needs a single number, found the shape \(number.shape); take its mean or sum",
        at: arguments.range(of: "of"))
    }
    guard let gradient = try number.adjoints(withRespectTo: [value])[0] else {
      throw Diagnostic(
        "what 'gradient' differentiates does not depend on the value it is taken for",
        at: arguments.range(of: "to"))
    }
    return .value(gradient)
  }
}
