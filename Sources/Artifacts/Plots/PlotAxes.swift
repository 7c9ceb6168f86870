/// From where to where the axes of a plot go.
public struct PlotAxes: Sendable, Hashable {
  public let x: ClosedRange<Double>
  public let y: ClosedRange<Double>

  public init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (self.x, self.y) = (x, y)
  }

  init(x: AxisRange, y: AxisRange) { self.init(x: x.limits, y: y.limits) }
}
