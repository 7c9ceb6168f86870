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
    let values = series.flatMap(\.heights).filter(AxisRange.isShown)
    isLogarithmic = SVGChart.isLogarithmic(series.map(\.heights))
    x = AxisRange(ofSteps: series.lazy.flatMap(\.points).map(\.x))
    xMarks = Ticks.whole(from: x.low, to: x.high, count: 8)
    if isLogarithmic {
      let range = AxisRange(of: values.map(log10), margin: 0.05)
      y = range
      yMarks = Ticks.powers(from: range.low, to: range.high).map {
        Ticks.Mark(value: pow(10, $0.value), label: $0.label)
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
