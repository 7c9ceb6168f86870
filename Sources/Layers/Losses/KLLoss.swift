import Config
import Graph

/// The divergence of a normal distribution from the standard one.
///
/// `−½ (1 + v − m² − eᵛ)` per number, with v the logarithm of the variance. Source: Kingma & Welling 2013, appendix B.
public struct KLLoss: Function {
  public static let schema = Schema(
    "kl", "The divergence of a normal distribution from the standard one.",
    discussion:
      "`−½ (1 + v − m² − eᵛ)` per number, with v the logarithm of the variance. Source: Kingma & Welling 2013, appendix B.",
    fields: [
      Field(
        "mean", .expression, .required, "The means."),
      Field(
        "log_variance", .expression, .required, "The logarithms of the variances."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let mean = try arguments.tensor("mean")
    let logVariance = try arguments.tensor("log_variance")
    let inner = try logVariance + 1 - mean.squared() - logVariance.exp()
    return try LossReduction.apply(inner * -0.5, arguments)
  }
}
