import Config
import Graph

/// The log density of a normal distribution.
///
/// `−½ ((x − m)² e⁻ᵛ + v + log 2π)` per number, with v the logarithm of the variance.
public struct LogNormalPDFLoss: Function {
  public static let schema = Schema(
    "log_normal_pdf", "The log density of a normal distribution.",
    discussion:
      "`−½ ((x − m)² e⁻ᵛ + v + log 2π)` per number, with v the logarithm of the variance.",
    example: "log_normal_pdf(normal(like=posterior.mean), posterior.mean, posterior.log_variance)",
    fields: [
      Field(
        "sample", .expression, .required, "Where the density is evaluated."),
      Field(
        "mean", .expression, .required, "The means."),
      Field(
        "log_variance", .expression, .required, "The logarithms of the variances."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let logVariance = try arguments.tensor("log_variance")
    try arguments.expectLogarithm("log_variance")
    let distance = try (arguments.tensor("sample") - arguments.tensor("mean")).squared()
    let inner = try distance * (-logVariance).exp() + logVariance + 1.8378770664093453
    return try LossReduction.apply(inner * -0.5, arguments)
  }
}
