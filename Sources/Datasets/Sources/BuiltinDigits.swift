import Config
import Foundation
import Tensors

/// Handwriting of its own making: `image: [28, 28, 1]` in 0...1 and `label` 0...9.
///
/// A digit's strokes are bent, turned, slanted, stretched and moved at random and drawn with a round pen of random width, `coverage =
/// clamp(width/2 + ½ − distance, 0, 1)` in pixels, then lightly speckled. Digit `i` is the same whatever `count` and the experiment's seed.
struct BuiltinDigits: Source {
  static let schema = CommonFields.schema(
    "builtin/digits", "Synthetic handwritten digits.",
    discussion: "`image` is [28, 28, 1] in 0...1; `label` is int32.", count: .standard("4096"),
    counts: CommonFields.builtinCounts, holdout: "0.2", fields: [])

  static let side = 28

  let count: Int

  init(_ fields: Fields, location: DataLocation) throws { count = fields.integer("count") }

  func describe(limit: Int?) throws -> SourceDescription {
    SourceDescription(
      fields: [
        SourceField(
          "image", TensorType([Self.side, Self.side, 1]), naturalRange: 0...1, isBytes: true),
        SourceField("label", TensorType([], .int32), classCount: 10, labels: labels),
      ], counts: .whole(count))
  }

  /// Among more than these each digit is.
  private static let mostLabels = 4096

  /// Of how few there are: one of them may be missing.
  private var labels: [[Int32]] {
    guard count <= Self.mostLabels else { return [] }
    return [
      (0..<count).map { index in
        var draws = Self.draws(index)
        return Int32(Self.digit(&draws))
      }
    ]
  }

  private static func draws(_ index: Int) -> Draws {
    Draws(RandomStream(seed: 0, path: ["builtin/digits"]), step: index)
  }

  /// The first that is drawn of an example.
  private static func digit(_ draws: inout Draws) -> Int { Int(draws.uniform() * 10) }

  func load(limit: Int?) throws -> SourceContents {
    var pixels = [UInt8](repeating: 0, count: count * Self.side * Self.side)
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    var canvas = DigitCanvas(side: Self.side)
    for index in 0..<count {
      labels.append(Int32(Self.draw(index, on: &canvas)))
      canvas.copy(to: &pixels, at: index * Self.side * Self.side)
    }
    return SourceContents(
      arrays: [
        HostArray(shape: [count, Self.side, Self.side, 1], storage: .uint8(pixels)),
        HostArray(shape: [count], storage: .int32(labels)),
      ], counts: .whole(count), digests: [])
  }

  /// Draws digit `index` and says which it is.
  private static func draw(_ index: Int, on canvas: inout DigitCanvas) -> Int {
    var draws = Self.draws(index)
    let digit = Self.digit(&draws)
    let ways = DigitStrokes.ways[digit]
    let strokes = ways[Int(draws.uniform() * Double(ways.count))]
    let hand = Hand(&draws)
    canvas.clear()
    for stroke in strokes {
      canvas.draw(stroke.map { hand.place($0) }, width: hand.width)
    }
    canvas.finish(pressure: draws.uniform(0.85, 1), speckle: 0.04, draws: &draws)
    return digit
  }

  /// How one digit is distorted.
  private struct Hand {
    let width: Double
    private let matrix: (Double, Double, Double, Double)
    private let center: DigitStrokes.Point
    private let bend: (x: Double, y: Double, phaseX: Double, phaseY: Double)

    init(_ draws: inout Draws) {
      width = draws.uniform(1.7, 3.1)
      let angle = 0.13 * draws.normal()
      let slant = 0.16 * draws.normal() - 0.08
      let wide = draws.uniform(14.5, 19.5)
      let high = draws.uniform(17, 20.5)
      // Turn · slant · stretch.
      let (c, s) = (cos(angle), sin(angle))
      matrix = (c * wide, (c * slant - s) * high, s * wide, (s * slant + c) * high)
      center = .init(x: 14 + 0.7 * draws.normal(), y: 14 + 0.7 * draws.normal())
      bend = (
        0.035 * draws.normal(), 0.03 * draws.normal(), draws.uniform(0, 2 * .pi),
        draws.uniform(0, 2 * .pi)
      )
    }

    /// A point of the unit box in pixels.
    func place(_ point: DigitStrokes.Point) -> DigitStrokes.Point {
      let x = point.x - 0.5 + bend.x * sin(4 * point.y + bend.phaseX)
      let y = point.y - 0.5 + bend.y * sin(4 * point.x + bend.phaseY)
      return .init(
        x: center.x + matrix.0 * x + matrix.1 * y, y: center.y + matrix.2 * x + matrix.3 * y)
    }
  }
}

/// A square picture that a round pen draws on, white on black.
private struct DigitCanvas {
  let side: Int
  private var coverage: [Double]

  init(side: Int) {
    self.side = side
    coverage = [Double](repeating: 0, count: side * side)
  }

  mutating func clear() { for i in coverage.indices { coverage[i] = 0 } }

  mutating func draw(_ stroke: [DigitStrokes.Point], width: Double) {
    for (a, b) in zip(stroke, stroke.dropFirst()) { segment(a, b, reach: width / 2 + 0.5) }
  }

  /// Raises the pixels near the line from `a` to `b` to `reach − distance`.
  private mutating func segment(
    _ a: DigitStrokes.Point, _ b: DigitStrokes.Point, reach: Double
  ) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = max(dx * dx + dy * dy, 1e-12)
    let columns = range(min(a.x, b.x) - reach, max(a.x, b.x) + reach)
    let rows = range(min(a.y, b.y) - reach, max(a.y, b.y) + reach)
    for row in rows {
      for column in columns {
        let (x, y) = (Double(column) + 0.5 - a.x, Double(row) + 0.5 - a.y)
        let t = min(max((x * dx + y * dy) / length, 0), 1)
        let (ex, ey) = (x - t * dx, y - t * dy)
        let near = min(reach - (ex * ex + ey * ey).squareRoot(), 1)
        coverage[row * side + column] = max(coverage[row * side + column], near)
      }
    }
  }

  private func range(_ low: Double, _ high: Double) -> Range<Int> {
    let first = min(max(Int(low.rounded(.down)), 0), side)
    return first..<max(first, min(Int(high.rounded(.up)) + 1, side))
  }

  /// Presses the pen: ink is `pressure` of white, with normal noise of `speckle` where there is any.
  mutating func finish(pressure: Double, speckle: Double, draws: inout Draws) {
    for i in coverage.indices where coverage[i] > 0 {
      coverage[i] = min(max(coverage[i] * (pressure + speckle * draws.normal()), 0), 1)
    }
  }

  func copy(to pixels: inout [UInt8], at start: Int) {
    for i in coverage.indices { pixels[start + i] = UInt8((coverage[i] * 255).rounded()) }
  }
}
