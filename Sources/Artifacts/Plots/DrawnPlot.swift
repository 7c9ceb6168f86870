/// A plot that was drawn: as a picture of pixels, and as shapes.
public struct DrawnPlot: Sendable {
  public let picture: Picture
  /// Those of a plot alone.
  public let axes: PlotAxes?
  private let shapes: SVGRecording

  init(_ canvas: Canvas, axes: PlotAxes) {
    picture = canvas.picture
    self.axes = axes
    shapes = canvas.shapes ?? SVGRecording()
  }

  /// Plots of one width below each other; `nil` where there are none.
  public init?(stacked plots: [DrawnPlot]) {
    guard let picture = Picture(stacked: plots.map(\.picture)) else { return nil }
    var shapes = SVGRecording()
    var top = 0
    for plot in plots {
      shapes.add(plot.shapes, top: top)
      top += plot.picture.height
    }
    self.picture = picture
    self.shapes = shapes
    axes = nil
  }

  /// The same plot as an SVG document: always the same bytes for the same plot and texts.
  ///
  /// - Parameters:
  ///   - title: what it is called.
  ///   - description: what it shows, for who does not see it.
  public func svg(title: String, description: String) -> String {
    shapes.document(
      width: picture.width, height: picture.height, title: title, description: description)
  }
}
