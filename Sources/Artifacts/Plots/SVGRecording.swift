/// What is drawn on a canvas, once more as the elements of an SVG: the same shapes, places, colours and dashes.
struct SVGRecording: Sendable {
  private enum Element: Sendable {
    /// A tag without its end, and which stretch it is cut off at.
    case shape(String, clip: Int?)
    case text(String)
    /// A drawing within, so many pixels further down.
    case group([Element], top: Int)

    var markup: String {
      switch self {
      case .shape(let tag, let clip):
        tag + (clip.map { " clip-path=\"url(#cut\($0))\"" } ?? "") + "/>"
      case .text(let text): text
      case .group(let elements, let top):
        "<g transform=\"translate(0 \(top))\">\n"
          + elements.map(\.markup).joined(separator: "\n") + "\n</g>"
      }
    }

    /// With other numbers of stretches.
    func renumbered(_ clips: [Int]) -> Element {
      switch self {
      case .shape(let tag, let clip): .shape(tag, clip: clip.map { clips[$0] })
      case .text: self
      case .group(let elements, let top): .group(elements.map { $0.renumbered(clips) }, top: top)
      }
    }
  }

  private var elements: [Element] = []
  /// The stretches that something is cut off at, in the order of their first use.
  private var clips: [Box] = []

  mutating func rectangle(_ box: Box, _ color: Color, opacity: Double) {
    add(
      "<rect x=\"\(Self.number(box.left))\" y=\"\(Self.number(box.top))\" "
        + "width=\"\(Self.number(max(0, box.width)))\" height=\"\(Self.number(max(0, box.height)))\" "
        + Self.paint("fill", color, opacity))
  }

  mutating func circle(
    _ centre: Point, radius: Double, _ color: Color, opacity: Double, within clip: Box?
  ) {
    add(
      "<circle cx=\"\(Self.number(centre.x))\" cy=\"\(Self.number(centre.y))\" "
        + "r=\"\(Self.number(radius))\" " + Self.paint("fill", color, opacity), within: clip)
  }

  mutating func polygon(_ corners: [Point], _ color: Color, opacity: Double, within clip: Box?) {
    add(
      "<path d=\"\(Self.path(corners))z\" " + Self.paint("fill", color, opacity), within: clip)
  }

  mutating func line(
    _ points: [Point], width: Double, _ color: Color, opacity: Double, dash: [Double],
    within clip: Box?
  ) {
    let dashes =
      dash.isEmpty
      ? " stroke-linecap=\"round\""
      : " stroke-dasharray=\"\(dash.map(Self.number).joined(separator: " "))\""
    add(
      "<path d=\"\(Self.path(points))\" fill=\"none\" " + Self.paint("stroke", color, opacity)
        + " stroke-width=\"\(Self.number(width))\" stroke-linejoin=\"round\"\(dashes)",
      within: clip)
  }

  mutating func area(
    between upper: [Point], and lower: [Point], _ color: Color, opacity: Double, within clip: Box?
  ) {
    add(
      "<path d=\"\(Self.path(upper + lower.reversed()))z\" "
        + Self.paint("fill", color, opacity), within: clip)
  }

  /// - Parameters:
  ///   - place: the top of the text's capitals.
  ///   - rim: the colour around the letters, which is then read on anything.
  ///   - isUpwards: whether it is written upwards, `place` being the left of its capitals.
  mutating func text(
    _ text: String, at place: Point, _ color: Color, align: Canvas.Alignment, rim: Color? = nil,
    isUpwards: Bool = false
  ) {
    guard !text.isEmpty else { return }
    let base = Double(Font.capital)
    let (x, y) = isUpwards ? (place.x + base, place.y) : (place.x, place.y + base)
    let anchor =
      switch align {
      case .left: ""
      case .centre: " text-anchor=\"middle\""
      case .right: " text-anchor=\"end\""
      }
    let turn =
      isUpwards ? " transform=\"rotate(-90 \(Self.number(x)) \(Self.number(y)))\"" : ""
    let outline =
      rim.map { " stroke=\"\($0.code)\" stroke-width=\"4\" paint-order=\"stroke\"" } ?? ""
    elements.append(
      .text(
        "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
          + "textLength=\"\(Font.width(of: text))\"" + anchor + turn + outline + " "
          + Self.paint("fill", color, 1) + ">" + HTML.text(text) + "</text>"))
  }

  /// Adds another drawing, so many pixels further down.
  mutating func add(_ other: SVGRecording, top: Int) {
    let clips = other.clips.map { place(of: $0) }
    elements.append(.group(other.elements.map { $0.renumbered(clips) }, top: top))
  }

  private mutating func add(_ tag: String, within clip: Box? = nil) {
    let cut = clip.map { place(of: $0) }
    elements.append(.shape(tag, clip: cut))
  }

  /// The whole document: always the same for the same drawing.
  ///
  /// - Parameters:
  ///   - title: what the picture is called.
  ///   - description: what it shows, for who does not see it.
  func document(width: Int, height: Int, title: String, description: String) -> String {
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="20">
      """,
      "<title>\(HTML.text(title))</title>", "<desc>\(HTML.text(description))</desc>",
    ]
    if !clips.isEmpty {
      let shapes = clips.enumerated().map { index, box in
        "<clipPath id=\"cut\(index)\"><rect x=\"\(Self.number(box.left))\" y=\"\(Self.number(box.top))\" "
          + "width=\"\(Self.number(box.width))\" height=\"\(Self.number(box.height))\"/></clipPath>"
      }
      parts.append("<defs>\(shapes.joined())</defs>")
    }
    parts.append("<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>")
    return (parts + elements.map(\.markup)).joined(separator: "\n") + "\n</svg>\n"
  }

  /// Which of the stretches this is, from now on.
  private mutating func place(of clip: Box) -> Int {
    if let known = clips.firstIndex(of: clip) { return known }
    clips.append(clip)
    return clips.count - 1
  }

  private static func paint(_ what: String, _ color: Color, _ opacity: Double) -> String {
    "\(what)=\"\(color.code)\"" + (opacity < 1 ? " \(what)-opacity=\"\(opacity)\"" : "")
  }

  private static func path(_ points: [Point]) -> String {
    points.enumerated().map { "\($0 == 0 ? "M" : "L")\(number($1.x)) \(number($1.y))" }.joined()
  }

  /// A coordinate to one decimal, no further outside than matters.
  static func number(_ value: Double) -> String {
    SVGChart.number(value.isFinite ? min(max(value, -1e6), 1e6) : 0)
  }
}

extension Color {
  /// `#0072b2`.
  var code: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }
}
