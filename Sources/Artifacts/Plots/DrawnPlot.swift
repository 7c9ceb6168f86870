/// A plot that was drawn: as a picture of pixels, and as shapes.
public struct DrawnPlot: Sendable {
  public let picture: Picture
  private let shapes: SVGRecording

  init(_ canvas: Canvas) {
    picture = canvas.picture
    shapes = canvas.shapes ?? SVGRecording()
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
