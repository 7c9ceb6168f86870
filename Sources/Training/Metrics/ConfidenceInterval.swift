import Foundation

/// How well a figure is known that is made of examples: half of the width of its 95 % confidence interval, by Student's t.
///
/// Of other examples of the same two distributions, as many, 95 % of the figures would come to lie within. What examples in
/// such a number do to all of them alike, as the Fréchet distance's bias does, is not in it.
package enum ConfidenceInterval {
  /// The member of a line of metrics.jsonl that holds that of each metric that has one; no loss or metric is called so, since
  /// names have no hyphen.
  package static let key = "confidence-95"

  /// " ± 0.0021", " ± 130", or nothing: two significant digits, and all that stand before the point up to a million.
  package static func text(_ halfWidth: Double?) -> String {
    guard let halfWidth else { return "" }
    return " ± " + String(format: (99.5..<1e6).contains(halfWidth) ? "%.0f" : "%.2g", halfWidth)
  }

  /// Of a mean of parts that do not depend on one another, weighted by their examples; `nil` of fewer than two, and of numbers
  /// that are not finite. Of parts of one size it is that of their mean.
  ///
  /// With weights w, `n / (n − 1) · Σ w² (x − x̄)² / (Σ w)²` is the square of the standard error.
  static func halfWidth(ofMeanOf parts: [(value: Double, weight: Double)]) -> Double? {
    let count = Double(parts.count)
    let total = parts.reduce(0) { $0 + $1.weight }
    guard count > 1, total > 0 else { return nil }
    let mean = parts.reduce(0) { $0 + $1.weight * $1.value } / total
    let squares = parts.reduce(0) {
      $0 + ($1.weight * ($1.value - mean)) * ($1.weight * ($1.value - mean))
    }
    return halfWidth((count / (count - 1) * squares).squareRoot() / total, groups: parts.count)
  }

  /// Of a figure of all groups of the examples, by what it is without each of them: the jackknife.
  ///
  /// Source: Efron & Tibshirani 1993, chapter 11.
  static func halfWidth(leavingOutEach figures: [Double]) -> Double? {
    let count = Double(figures.count)
    guard count > 1 else { return nil }
    let mean = figures.reduce(0, +) / count
    let squares = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return halfWidth(((count - 1) / count * squares).squareRoot(), groups: figures.count)
  }

  private static func halfWidth(_ standardError: Double, groups: Int) -> Double? {
    let width = StudentT.quantile(0.975, degrees: Double(groups - 1)) * standardError
    return width.isFinite ? width : nil
  }
}
