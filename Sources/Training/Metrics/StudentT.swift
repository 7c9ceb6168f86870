import Foundation

/// Student's t distribution.
package enum StudentT {
  /// The value that a variable of `degrees` degrees of freedom stays below with a probability between 0 and 1.
  ///
  /// By bisection of the cumulative distribution function, to 13 digits.
  package static func quantile(_ probability: Double, degrees: Double) -> Double {
    if probability < 0.5 { return -quantile(1 - probability, degrees: degrees) }
    var low = 0.0
    var high = 1.0
    while cumulative(high, degrees: degrees) < probability, high < 1e15 { high *= 2 }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if cumulative(middle, degrees: degrees) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(T ≤ t) for t ≥ 0: 1 − ½ I(ν / (ν + t²); ν/2, ½).
  static func cumulative(_ t: Double, degrees: Double) -> Double {
    1 - incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
  }

  /// The regularized incomplete beta function I(x; a, b), by its continued fraction.
  /// Source: DLMF 8.17.22, evaluated by Lentz's method.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast below (a + 1) / (a + b + 2).
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let tiny = 1e-300
    var (c, d) = (1.0, 0.0)
    var fraction = 1.0
    for index in 0..<500 {
      let m = Double(index / 2)
      let numerator =
        index == 0
        ? 1
        : index % 2 == 0
          ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
          : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + numerator * d
      if abs(d) < tiny { d = tiny }
      d = 1 / d
      c = 1 + numerator / c
      if abs(c) < tiny { c = tiny }
      fraction *= c * d
      if abs(1 - c * d) < 1e-16 { break }
    }
    return front * (fraction - 1)
  }
}
