import Training

/// Some numbers: their mean and how well it is known.
struct SampleStatistics {
  let count: Int
  let mean: Double
  /// Half the width of the 95 % interval of the mean; `nil` of fewer than two numbers.
  let halfWidth: Double?
  /// What half the width of a 95 % interval is called in data.
  static let halfWidthName = "half_width_95"
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
