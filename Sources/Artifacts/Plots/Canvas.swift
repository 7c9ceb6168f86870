/// A place on a canvas in pixels, x to the right, y downwards; pixel (0, 0) covers 0..<1 both ways.
struct Point: Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A stretch of a canvas in pixels.
struct Box: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  func contains(_ point: Point) -> Bool {
    left <= point.x && point.x <= right && top <= point.y && point.y <= bottom
  }
}

/// An RGB picture that is drawn on, with smooth edges.
struct Canvas {
  private(set) var picture: Picture
  /// What is drawn, as shapes, where that is kept.
  private(set) var shapes: SVGRecording?

  /// - Parameter keepsShapes: whether what is drawn can be had as an SVG too; copied pictures cannot.
  init(height: Int, width: Int, color: Color = .white, keepsShapes: Bool = false) {
    picture = Picture(height: height, width: width, channels: 3, filledWith: 255)
    if keepsShapes { shapes = SVGRecording() }
    if color != .white {
      fill(Box(left: 0, top: 0, right: Double(width), bottom: Double(height)), color)
    }
  }

  var height: Int { picture.height }
  var width: Int { picture.width }
  var bounds: Box { Box(left: 0, top: 0, right: Double(width), bottom: Double(height)) }

  /// Mixes a pixel with a share of a colour; outside the canvas nothing happens.
  mutating func blend(_ x: Int, _ y: Int, _ color: Color, _ share: Double) {
    guard x >= 0, y >= 0, x < width, y < height, share > 0 else { return }
    let at = (y * width + x) * 3
    let old = Color(picture.pixels[at], picture.pixels[at + 1], picture.pixels[at + 2])
    let new = share >= 1 ? color : old.mixed(with: color, share)
    picture.pixels[at] = new.red
    picture.pixels[at + 1] = new.green
    picture.pixels[at + 2] = new.blue
  }

  /// Copies a grey or RGB picture to a place inside the canvas.
  mutating func draw(_ source: Picture, left: Int, top: Int) {
    let source = source.inColor
    precondition(left >= 0 && top >= 0)
    precondition(left + source.width <= width && top + source.height <= height)
    for y in 0..<source.height {
      let from = y * source.width * 3
      let to = ((top + y) * width + left) * 3
      picture.pixels.replaceSubrange(
        to..<to + source.width * 3, with: source.pixels[from..<from + source.width * 3])
    }
  }

  /// Fills a rectangle; its edges may lie within pixels.
  mutating func fill(_ box: Box, _ color: Color, opacity: Double = 1) {
    shapes?.rectangle(box, color, opacity: opacity)
    dye(box, color, opacity: opacity)
  }

  private mutating func dye(_ box: Box, _ color: Color, opacity: Double) {
    let area = pixels(of: box)
    for y in area.rows {
      let tall = min(Double(y + 1), box.bottom) - max(Double(y), box.top)
      for x in area.columns {
        let wide = min(Double(x + 1), box.right) - max(Double(x), box.left)
        blend(x, y, color, opacity * min(1, tall) * min(1, wide))
      }
    }
  }

  /// Draws the four sides of a rectangle.
  mutating func outline(_ box: Box, _ color: Color, width: Double = 1) {
    fill(Box(left: box.left, top: box.top, right: box.right, bottom: box.top + width), color)
    fill(Box(left: box.left, top: box.bottom - width, right: box.right, bottom: box.bottom), color)
    fill(Box(left: box.left, top: box.top, right: box.left + width, bottom: box.bottom), color)
    fill(Box(left: box.right - width, top: box.top, right: box.right, bottom: box.bottom), color)
  }

  /// Fills a circle.
  mutating func disc(
    _ centre: Point, radius: Double, _ color: Color, opacity: Double = 1, within clip: Box
  ) {
    let cut = clip == bounds ? nil : clip
    shapes?.circle(centre, radius: radius, color, opacity: opacity, within: cut)
    let box = Box(
      left: centre.x - radius - 1, top: centre.y - radius - 1, right: centre.x + radius + 1,
      bottom: centre.y + radius + 1)
    let area = pixels(of: box, within: clip)
    for y in area.rows {
      for x in area.columns {
        let (dx, dy) = (Double(x) + 0.5 - centre.x, Double(y) + 0.5 - centre.y)
        let cover = radius + 0.5 - (dx * dx + dy * dy).squareRoot()
        blend(x, y, color, opacity * min(1, cover))
      }
    }
  }

  /// Fills a shape whose corners follow each other.
  mutating func polygon(_ corners: [Point], _ color: Color, opacity: Double = 1, within clip: Box) {
    guard let first = corners.first else { return }
    let cut = clip == bounds ? nil : clip
    shapes?.polygon(corners, color, opacity: opacity, within: cut)
    var box = Box(left: first.x, top: first.y, right: first.x, bottom: first.y)
    for corner in corners {
      (box.left, box.right) = (min(box.left, corner.x), max(box.right, corner.x))
      (box.top, box.bottom) = (min(box.top, corner.y), max(box.bottom, corner.y))
    }
    let area = pixels(of: box, within: clip)
    for y in area.rows {
      for x in area.columns {
        var inside = 0
        for down in Self.places {
          for across in Self.places
          where Self.holds(corners, Point(Double(x) + across, Double(y) + down)) {
            inside += 1
          }
        }
        blend(x, y, color, opacity * Double(inside) / 16)
      }
    }
  }

  /// Where a pixel is looked at, both ways, to tell how much of it a polygon covers.
  private static let places = [0.125, 0.375, 0.625, 0.875]

  /// Whether a point lies in a polygon: a ray from it crosses an odd number of edges.
  private static func holds(_ corners: [Point], _ point: Point) -> Bool {
    var isInside = false
    var before = corners[corners.count - 1]
    for corner in corners {
      if (corner.y > point.y) != (before.y > point.y) {
        let share = (point.y - corner.y) / (before.y - corner.y)
        if point.x < corner.x + share * (before.x - corner.x) { isInside.toggle() }
      }
      before = corner
    }
    return isInside
  }

  /// Draws a mark: as many shapes side by side as it has.
  mutating func mark(
    _ mark: Mark, at place: Point, radius: Double, _ color: Color, opacity: Double = 1,
    within clip: Box
  ) {
    for centre in mark.centres(place, radius: radius) {
      if mark.shape == .disc, !mark.isHollow {
        disc(centre, radius: radius, color, opacity: opacity, within: clip)
        continue
      }
      polygon(mark.corners(around: centre, radius: radius), color, opacity: opacity, within: clip)
      guard mark.isHollow else { continue }
      polygon(mark.corners(around: centre, radius: radius * 0.55), .white, within: clip)
    }
  }

  /// Draws a line through points, once over each pixel even where it crosses itself.
  ///
  /// - Parameter dash: how many pixels along the line are drawn and left out in turn; none is a whole line.
  mutating func line(
    _ points: [Point], width lineWidth: Double, _ color: Color, opacity: Double = 1,
    dash: [Double] = [], within clip: Box
  ) {
    guard points.count > 1 else { return }
    let cut = clip == bounds ? nil : clip
    shapes?.line(
      points, width: lineWidth, color, opacity: opacity, dash: dash, within: cut)
    var cover = [Double](repeating: 0, count: width * height)
    let half = lineWidth / 2
    var start = 0.0
    for (a, b) in zip(points, points.dropFirst()) {
      let box = Box(
        left: min(a.x, b.x) - half - 1, top: min(a.y, b.y) - half - 1,
        right: max(a.x, b.x) + half + 1, bottom: max(a.y, b.y) + half + 1)
      let area = pixels(of: box, within: clip)
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let length = dx * dx + dy * dy
      for y in area.rows {
        for x in area.columns {
          let (px, py) = (Double(x) + 0.5 - a.x, Double(y) + 0.5 - a.y)
          let along = length > 0 ? min(max((px * dx + py * dy) / length, 0), 1) : 0
          guard Self.isDrawn(start + along * length.squareRoot(), dash) else { continue }
          let (ex, ey) = (px - along * dx, py - along * dy)
          let share = min(1, half + 0.5 - (ex * ex + ey * ey).squareRoot())
          if share > cover[y * width + x] { cover[y * width + x] = share }
        }
      }
      start += length.squareRoot()
    }
    let area = pixels(of: clip)
    for y in area.rows {
      for x in area.columns where cover[y * width + x] > 0 {
        blend(x, y, color, opacity * cover[y * width + x])
      }
    }
  }

  /// Whether a dashed line is drawn at a place along it.
  private static func isDrawn(_ place: Double, _ dash: [Double]) -> Bool {
    guard !dash.isEmpty, place.isFinite else { return true }
    var rest = place.truncatingRemainder(dividingBy: dash.reduce(0, +))
    for (index, length) in dash.enumerated() {
      if rest < length { return index % 2 == 0 }
      rest -= length
    }
    return true
  }

  /// Fills what lies between two lines that have the same x, ascending.
  mutating func area(
    between upper: [Point], and lower: [Point], _ color: Color, opacity: Double, within clip: Box
  ) {
    guard upper.count == lower.count, let first = upper.first, let last = upper.last else { return }
    let cut = clip == bounds ? nil : clip
    shapes?.area(between: upper, and: lower, color, opacity: opacity, within: cut)
    let box = Box(left: first.x, top: clip.top, right: last.x, bottom: clip.bottom)
    var segment = 0
    for x in pixels(of: box, within: clip).columns {
      let centre = min(max(Double(x) + 0.5, first.x), last.x)
      while segment < upper.count - 2, upper[segment + 1].x < centre { segment += 1 }
      guard segment + 1 < upper.count else { return }
      func height(_ line: [Point]) -> Double {
        let (a, b) = (line[segment], line[segment + 1])
        return b.x > a.x ? a.y + (b.y - a.y) * (centre - a.x) / (b.x - a.x) : a.y
      }
      let (y1, y2) = (height(upper), height(lower))
      let column = Box(
        left: Double(x), top: max(clip.top, min(y1, y2)), right: Double(x + 1),
        bottom: min(clip.bottom, max(y1, y2)))
      dye(column, color, opacity: opacity)
    }
  }

  /// How a text lies to its place.
  enum Alignment { case left, centre, right }

  /// Writes a text: `place` is the top of its capitals, and its left, centre or right.
  mutating func write(
    _ text: String, at place: Point, _ color: Color = .ink, align: Alignment = .left
  ) {
    shapes?.text(text, at: place, color, align: align)
    set(text, at: place, color, align)
  }

  private mutating func set(_ text: String, at place: Point, _ color: Color, _ align: Alignment) {
    let left = start(place.x, Font.width(of: text), align)
    let top = Int(place.y.rounded()) - Font.rise
    for (index, letter) in text.enumerated() {
      for (dot, darkness) in Font.darkness(letter).enumerated() where darkness > 0 {
        blend(
          left + index * Font.advance + dot % Font.advance, top + dot / Font.advance, color,
          Double(darkness) / 15)
      }
    }
  }

  /// Writes a text upwards: `place` is the left of its capitals, and its vertical centre.
  mutating func writeUpwards(_ text: String, at place: Point, _ color: Color = .ink) {
    shapes?.text(text, at: place, color, align: .centre, isUpwards: true)
    let length = Font.width(of: text)
    let bottom = start(place.y, length, .centre) + length
    let left = Int(place.x.rounded()) - Font.rise
    for (index, letter) in text.enumerated() {
      for (dot, darkness) in Font.darkness(letter).enumerated() where darkness > 0 {
        blend(
          left + dot / Font.advance, bottom - (index * Font.advance + dot % Font.advance + 1),
          color, Double(darkness) / 15)
      }
    }
  }

  /// Writes a text with a rim of another colour, so that it is read on anything.
  mutating func writeOnAnything(_ text: String, at place: Point, rim: Color = .white) {
    shapes?.text(text, at: place, .ink, align: .centre, rim: rim)
    for (dx, dy) in [(-2, 0), (2, 0), (0, -2), (0, 2), (-1, -1), (1, -1), (-1, 1), (1, 1)] {
      set(text, at: Point(place.x + Double(dx), place.y + Double(dy)), rim, .centre)
    }
    set(text, at: place, .ink, .centre)
  }

  private func start(_ place: Double, _ length: Int, _ align: Alignment) -> Int {
    switch align {
    case .left: Int(place.rounded())
    case .centre: Int(place.rounded()) - length / 2
    case .right: Int(place.rounded()) - length
    }
  }

  /// The pixels that a rectangle touches, within another and the canvas.
  private func pixels(
    of box: Box, within clip: Box? = nil
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    let clip = clip ?? bounds
    func range(_ low: Double, _ high: Double, _ size: Int) -> Range<Int> {
      guard low < high, low < Double(size), high > 0 else { return 0..<0 }
      return Int(max(0, low).rounded(.down))..<Int(min(Double(size), high).rounded(.up))
    }
    return (
      range(max(box.top, clip.top), min(box.bottom, clip.bottom), height),
      range(max(box.left, clip.left), min(box.right, clip.right), width)
    )
  }
}
