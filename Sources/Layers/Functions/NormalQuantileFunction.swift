import Config
import Diagnostics

/// The quantile function (inverse CDF) of the standard normal distribution.
///
/// Source: Wichura 1988, algorithm AS 241.
public struct NormalQuantileFunction: Function {
  public static let schema = Schema(
    "normal_quantile",
    "The quantile function (inverse CDF) of the standard normal distribution.",
    discussion: "The inverse of Φ, for probabilities strictly between 0 and 1.",
    example: "normal_quantile(0.5 * picture + 0.25)",
    fields: [Field("x", .expression, .required, "Probabilities.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    if case .number(let number) = arguments.term("x"), number <= 0 || number >= 1 {
      throw Diagnostic(
        "normal_quantile needs a probability between 0 and 1, found \(number)",
        at: arguments.range(of: "x"))
    }
    return .value(try arguments.tensor("x").normalQuantile())
  }
}
