import Config
import Diagnostics

/// Fields that picture transforms share.
enum PictureFields {
  static let extents = 1...65536

  /// A side, or `[height, width]`.
  static func size(_ presence: Field.Presence, _ summary: String, name: String = "size") -> Field {
    Field(
      name, .either([.integer(extents), .list(.integer(extents), count: 2...2)]), presence, summary)
  }

  static func method(_ standard: ResizeMethod) -> Field {
    Field(
      "method", .choice(ResizeMethod.allCases.map(\.rawValue)), .standard(standard.rawValue),
      "The interpolation method.")
  }

  static func size(_ fields: Fields, _ name: String = "size") -> (height: Int, width: Int) {
    let value = fields.value(name)
    if case .list(let sides) = value.content {
      return (sides[0].integer(name), sides[1].integer(name))
    }
    return (value.integer(name), value.integer(name))
  }

  static func method(_ fields: Fields) -> ResizeMethod {
    ResizeMethod(rawValue: fields.text("method")) ?? .bilinear
  }
}

/// A window of a picture.
enum Window {
  /// - Throws: a window larger than the picture.
  static func check(
    _ window: (height: Int, width: Int), in size: PictureSize, at range: SourceRange?
  ) throws {
    guard window.height <= size.height, window.width <= size.width else {
      throw Diagnostic(
        "a crop \(window.height) high and \(window.width) wide is larger than a picture \(size.height) high and \(size.width) wide",
        at: range, notes: [.init("a 'resize' before it makes the pictures larger")])
    }
  }

  /// Copies the window of `target`'s size whose corner is at (`top`, `left`); beyond the picture's edges are zeros.
  static func copy(_ picture: PictureView, to target: PictureTarget, top: Int, left: Int) {
    let (size, channels) = (picture.size, picture.size.channels)
    let count = target.size.width * channels
    let columns = max(left, 0)..<max(left, 0, min(left + target.size.width, size.width))
    for y in 0..<target.size.height {
      let row = target.elements + y * count
      let isWithin = (0..<size.height).contains(top + y)
      if !isWithin || columns.count < target.size.width { row.update(repeating: 0, count: count) }
      guard isWithin, !columns.isEmpty else { continue }
      let from = picture.elements + ((top + y) * size.width + columns.lowerBound) * channels
      (row + (columns.lowerBound - left) * channels)
        .update(from: from, count: columns.count * channels)
    }
  }

  /// Where the window in the middle begins; the greater half of what is left over lies behind it.
  static func middle(_ window: PictureSize, in size: PictureSize) -> (top: Int, left: Int) {
    ((size.height - window.height) / 2, (size.width - window.width) / 2)
  }

  /// Where a window begins that is drawn.
  static func random(
    _ window: PictureSize, in height: Int, _ width: Int, _ draw: TransformDraw
  ) -> (top: Int, left: Int) {
    (
      draw.integer(below: height - window.height + 1, 0),
      draw.integer(below: width - window.width + 1, 1)
    )
  }
}
