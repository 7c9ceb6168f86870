import Config

/// What is better of a metric by what it is: a word of the field that always means the same, or a distance between sets. Words
/// that are losses too, such as `dice` and `elbo`, tell nothing.
enum MetricDirection {
  /// The last words of names, as in `test_accuracy`.
  private static let higher: Set<String> = [
    "accuracy", "auc", "auroc", "f1", "iou", "precision", "psnr", "r2", "recall", "ssim",
  ]
  private static let lower: Set<String> = [
    "fid", "kid", "lpips", "mae", "mse", "nll", "perplexity", "rmse",
  ]
  /// Functions that are small where two sets of features are alike.
  private static let distances: Set<String> = ["kid", "frechet"]

  /// Whether more is better; `nil` where a metric does not tell.
  static func isMaximized(_ metric: MetricDefinition) -> Bool? {
    if case .call(let function, _, _) = metric.value.kind, distances.contains(function) {
      return false
    }
    let word = metric.name.split(separator: "_").last.map { $0.lowercased() } ?? ""
    return higher.contains(word) ? true : lower.contains(word) ? false : nil
  }
}
