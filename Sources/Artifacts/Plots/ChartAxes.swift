import Foundation

/// The axes of a chart: which numbers they show, and where.
struct ChartAxes {
  /// Whether the vertical axis counts powers of ten.
  let isLogarithmic: Bool
  let xMarks: [Ticks.Mark]
  let yMarks: [Ticks.Mark]
  private let x: AxisRange
  private let y: AxisRange

  init(series: [SVGChart.Series]) {
    let values = series.lazy.flatMap(\.points).map(\.y).filter(AxisRange.isShown)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    isLogarithmic = low > 0 && high / low > 1000
    x = AxisRange(of: series.lazy.flatMap(\.points).map(\.x), margin: 0)
    xMarks = Ticks(from: x.low, to: x.high, count: 8).marks.filter {
      $0.value == $0.value.rounded()
    }
    if isLogarithmic {
      let range = AxisRange(of: values.map(log10), margin: 0.05)
      y = range
      let powers =
        Int(
          range.low.rounded(.up))...max(Int(range.low.rounded(.up)), Int(range.high.rounded(.down)))
      let stride = (powers.count + 7) / 8
      yMarks = powers.filter { $0 % stride == 0 }.map {
        Ticks.Mark(
          value: pow(10, Double($0)),
          label: (-3...3).contains($0) ? Ticks.decimal(1, $0) : "1e\($0)")
      }
    } else {
      y = AxisRange(of: values, margin: 0.05)
      yMarks = Ticks(from: y.low, to: y.high, count: 6).marks
    }
  }

  func holds(x value: Double) -> Bool { x.low <= value && value <= x.high }

  /// In units of the `viewBox`.
  func place(x valueX: Double, y valueY: Double) -> (x: Double, y: Double) {
    let (left, right, top, bottom) = SVGChart.plot
    let height = isLogarithmic ? log10(max(valueY, .leastNormalMagnitude)) : valueY
    return (
      left + (valueX - x.low) / (x.high - x.low) * (right - left),
      bottom - (height - y.low) / (y.high - y.low) * (bottom - top)
    )
  }
}
