import Foundation

/// Student's t distribution.
enum StudentT {
  /// The value that a variable of `degrees` degrees of freedom stays below with a probability between 0 and 1.
  ///
  /// By bisection of the cumulative distribution function, to 13 digits.
  static func quantile(_ probability: Double, degrees: Double) -> Double {
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

/// Some numbers: their mean and how well it is known.
struct SampleStatistics {
  let count: Int
  let mean: Double
  /// Half the width of the 95 % interval of the mean; `nil` of fewer than two numbers.
  let halfWidth: Double?
  let median: Double
  let lowest: Double
  let highest: Double

  /// `nil` without numbers.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    count = values.count
    lowest = sorted[0]
    highest = sorted[count - 1]
    median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    // About the first, so that numbers that are alike have no spread.
    let shift = values[0]
    let mean = shift + values.reduce(0) { $0 + ($1 - shift) } / Double(values.count)
    self.mean = mean
    guard values.count > 1 else {
      halfWidth = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(values.count - 1)).squareRoot()
    halfWidth =
      StudentT.quantile(0.975, degrees: Double(values.count - 1)) * deviation
      / Double(values.count).squareRoot()
  }
}
