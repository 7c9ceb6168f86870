import Foundation

/// A sign that tells a line, or the points of a class, from others without colours.
///
/// Marks are numbered: first eight whole shapes, then the same ones hollow, then pairs of them, and so on. No two numbers
/// have one mark.
struct Mark: Hashable, Sendable {
  enum Shape: Int, CaseIterable, Sendable {
    case disc, square, triangle, diamond, plus, wedge, cross, star
  }

  /// The number of the mark, from 0.
  let index: Int

  init(_ index: Int) { self.index = max(0, index) }

  var shape: Shape { Shape.allCases[index % Shape.allCases.count] }
  var isHollow: Bool { index / Shape.allCases.count % 2 == 1 }
  /// How many stand side by side.
  var count: Int { 1 + index / (2 * Shape.allCases.count) }

  /// The centres of those that stand side by side, around a place.
  func centres(_ place: Point, radius: Double) -> [Point] {
    (0..<count).map { number in
      Point(place.x + (Double(number) - Double(count - 1) / 2) * 2.4 * radius, place.y)
    }
  }

  /// The corners of its shape, about as large as a disc of this radius; y downwards.
  func corners(around centre: Point, radius: Double) -> [Point] {
    Self.corners(shape).map { Point(centre.x + $0.x * radius, centre.y + $0.y * radius) }
  }

  private static func corners(_ shape: Shape) -> [Point] {
    switch shape {
    case .disc: ring(16, from: 0) { _ in 1 }
    case .square: ring(4, from: 45) { _ in 1.25 }
    case .triangle: ring(3, from: -90) { _ in 1.35 }
    case .diamond: ring(4, from: -90) { _ in 1.35 }
    case .plus: bars(turnedBy: 0)
    case .wedge: ring(3, from: 90) { _ in 1.35 }
    case .cross: bars(turnedBy: 45)
    case .star: ring(10, from: -90) { $0.isMultiple(of: 2) ? 1.5 : 0.6 }
    }
  }

  /// Corners at equal angles.
  private static func ring(
    _ count: Int, from degrees: Double, radius: (Int) -> Double
  ) -> [Point] {
    (0..<count).map { corner in
      turned(Point(radius(corner), 0), by: degrees + 360 * Double(corner) / Double(count))
    }
  }

  /// Two bars across each other.
  private static func bars(turnedBy degrees: Double) -> [Point] {
    let (end, half) = (1.35, 0.42)
    return (0..<4).flatMap { arm in
      [Point(end, -half), Point(end, half), Point(half, half)].map {
        turned($0, by: degrees + 90 * Double(arm))
      }
    }
  }

  private static func turned(_ point: Point, by degrees: Double) -> Point {
    let angle = degrees * Double.pi / 180
    let (across, up) = (cos(angle), sin(angle))
    return Point(point.x * across - point.y * up, point.x * up + point.y * across)
  }
}

extension Mark {
  /// The marks of a chart's lines: none for the first line, for lines whose dashes no other has, and for the first of those
  /// that are thin since they have many spikes; each of the others has a mark of its own.
  ///
  /// - Parameters:
  ///   - areSpiky: whether each line is drawn whole and thin.
  ///   - dashes: how many patterns of dashes there are; the line with this number has the first one's again.
  static func ofLines(areSpiky: [Bool], dashes: Int) -> [Mark?] {
    var marked = 0
    var hasThinOne = false
    return areSpiky.enumerated().map { index, isSpiky in
      if isSpiky ? !hasThinOne : index < dashes {
        hasThinOne = hasThinOne || isSpiky
        return nil
      }
      defer { marked += 1 }
      return Mark(marked)
    }
  }

  /// Where the mark of a line stands on it: as often as this many pixels across, and once at least.
  ///
  /// - Parameters:
  ///   - runs: the stretches of the line without gaps, in pixels from left to right.
  ///   - line: the line's number: marks of lines that lie on each other stand at different places.
  ///   - shown: the pixels across that are seen, where a line may go far beyond them.
  static func places(
    on runs: some Sequence<[Point]>, line: Int, every spacing: Double,
    within shown: ClosedRange<Double>? = nil
  ) -> [Point] {
    var places: [Point] = []
    var longest: [Point] = []
    for run in runs {
      guard let first = run.first, let last = run.last else { continue }
      if run.count > longest.count { longest = run }
      let shift = spacing * Double(line * 5 % 13) / 13
      let (left, right) = (
        max(first.x, shown?.lowerBound ?? first.x), min(last.x, shown?.upperBound ?? last.x)
      )
      var x = ((left - shift) / spacing).rounded(.up) * spacing + shift
      var end = 0
      while x <= right {
        while end < run.count - 1, run[end].x < x { end += 1 }
        let (a, b) = (run[max(0, end - 1)], run[end])
        let share = b.x > a.x ? min(max((x - a.x) / (b.x - a.x), 0), 1) : 1
        places.append(Point(x, a.y + (b.y - a.y) * share))
        x += spacing
      }
    }
    if places.isEmpty, !longest.isEmpty { places.append(longest[longest.count / 2]) }
    return places
  }
}
