import Config
import Graph

/// Kullback-Leibler divergence of a normal distribution from the standard one, or from another.
///
/// `−½ (1 + v − m² − eᵛ)` per number, with v the logarithm of the variance; from a prior of mean p and log variance w
/// `½ (w − v − 1 + (eᵛ + (m − p)²) e⁻ʷ)`. Source: Kingma & Welling 2013, appendix B.
public struct KLLoss: Function {
  public static let schema = Schema(
    "kl",
    "Kullback-Leibler divergence of a normal distribution from the standard one, or from another.",
    discussion: """
      `−½ (1 + v − m² − eᵛ)` per number, with v the logarithm of the variance. The bound of a VAE sums both of its parts over each example: \
      `bce(logits, picture, reduction=batchmean) + kl(mean, log_variance, reduction=batchmean)`; with means of both, the divergence weighs as many \
      times more as there are pixels to a latent number. Source: Kingma & Welling 2013, appendix B.
      """,
    example: "kl(posterior.mean, posterior.log_variance)",
    fields: [
      Field(
        "mean", .expression, .required, "The means."),
      Field(
        "log_variance", .expression, .required, "The logarithms of the variances."),
      Field(
        "prior_mean", .expression, .optional, "The means of the other distribution; 0 by default."),
      Field(
        "prior_log_variance", .expression, .optional,
        "The logarithms of its variances; 0 by default."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let mean = try arguments.tensor("mean")
    let logVariance = try arguments.tensor("log_variance")
    try arguments.expectLogarithm("log_variance")
    let (hasMean, hasVariance) = (arguments.has("prior_mean"), arguments.has("prior_log_variance"))
    let distance = hasMean ? try mean - arguments.tensor("prior_mean") : mean
    guard hasVariance else {
      let inner = try logVariance + 1 - distance.squared() - logVariance.exp()
      return try LossReduction.apply(inner * -0.5, arguments)
    }
    let prior = try arguments.tensor("prior_log_variance")
    let spread = try (logVariance.exp() + distance.squared()) * (-prior).exp()
    return try LossReduction.apply((prior - logVariance - 1 + spread) * 0.5, arguments)
  }
}
