import Foundation
import Tensors

/// A colour: red, green and blue in 0...1.
struct Paint: Equatable {
  var red: Double
  var green: Double
  var blue: Double

  init(_ red: Double, _ green: Double, _ blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  func mixed(with other: Paint, _ share: Double) -> Paint {
    let share = min(max(share, 0), 1)
    return Paint(
      red + (other.red - red) * share, green + (other.green - green) * share,
      blue + (other.blue - blue) * share)
  }

  /// Darker below 1, lighter above.
  func lit(_ light: Double) -> Paint { Paint(red * light, green * light, blue * light) }
}

/// A point; the picture's height is 1, `y` goes down.
struct Spot: Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// A picture in colour on which shapes are painted, the same at any size.
///
/// Shapes are signed distances in units of the picture's height; a pixel is covered as far as `½ − distance · height`, within 0...1.
struct PaintedPicture {
  let height: Int
  let width: Int
  private var pixels: [Paint]

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
    pixels = Array(repeating: Paint(0, 0, 0), count: height * width)
  }

  var aspect: Double { Double(width) / Double(height) }

  func spot(_ row: Int, _ column: Int) -> Spot {
    Spot((Double(column) + 0.5) / Double(height), (Double(row) + 0.5) / Double(height))
  }

  /// The colour at a place, that of the nearest pixel.
  func paint(at spot: Spot) -> Paint {
    let row = min(max(Int(spot.y * Double(height)), 0), height - 1)
    let column = min(max(Int(spot.x * Double(height)), 0), width - 1)
    return pixels[row * width + column]
  }

  /// Gives every pixel a colour.
  mutating func fill(_ color: (Spot) -> Paint) {
    for row in 0..<height {
      for column in 0..<width { pixels[row * width + column] = color(spot(row, column)) }
    }
  }

  /// Paints where `distance` is below 0, which it is within the box only.
  mutating func paint(
    from low: Spot, to high: Spot, distance: (Spot) -> Double, _ color: (Spot) -> Paint
  ) {
    for row in range(low.y, high.y, below: height) {
      for column in range(low.x, high.x, below: width) {
        let place = spot(row, column)
        let coverage = min(0.5 - distance(place) * Double(height), 1)
        guard coverage > 0 else { continue }
        let i = row * width + column
        pixels[i] = pixels[i].mixed(with: color(place), coverage)
      }
    }
  }

  /// An ellipse, turned by `angle` (clockwise, in radians).
  mutating func ellipse(
    _ center: Spot, _ radii: (x: Double, y: Double), angle: Double = 0, _ color: (Spot) -> Paint
  ) {
    let reach = max(radii.x, radii.y) + 2 / Double(height)
    let (c, s) = (cos(angle), sin(angle))
    paint(
      from: Spot(center.x - reach, center.y - reach), to: Spot(center.x + reach, center.y + reach),
      distance: { place in
        let (dx, dy) = (place.x - center.x, place.y - center.y)
        let (x, y) = ((c * dx + s * dy) / radii.x, (c * dy - s * dx) / radii.y)
        let length = (x * x + y * y).squareRoot()
        let slope =
          ((x / radii.x) * (x / radii.x) + (y / radii.y) * (y / radii.y)).squareRoot()
        return slope > 0 ? length * (length - 1) / slope : -min(radii.x, radii.y)
      }, color)
  }

  mutating func ellipse(
    _ center: Spot, _ radii: (x: Double, y: Double), angle: Double = 0, _ color: Paint
  ) {
    ellipse(center, radii, angle: angle) { _ in color }
  }

  /// A line with round ends whose width goes from one number to another. `color` is given the way along it, in 0...1, too.
  mutating func line(
    _ a: Spot, _ b: Spot, _ widths: (Double, Double), _ color: (Spot, Double) -> Paint
  ) {
    let reach = max(widths.0, widths.1) / 2 + 2 / Double(height)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = max(dx * dx + dy * dy, 1e-12)
    func way(_ place: Spot) -> Double {
      min(max(((place.x - a.x) * dx + (place.y - a.y) * dy) / length, 0), 1)
    }
    paint(
      from: Spot(min(a.x, b.x) - reach, min(a.y, b.y) - reach),
      to: Spot(max(a.x, b.x) + reach, max(a.y, b.y) + reach),
      distance: { place in
        let t = way(place)
        let (x, y) = (place.x - a.x - t * dx, place.y - a.y - t * dy)
        return (x * x + y * y).squareRoot() - (widths.0 + (widths.1 - widths.0) * t) / 2
      }, { color($0, way($0)) })
  }

  mutating func line(_ a: Spot, _ b: Spot, _ widths: (Double, Double), _ color: Paint) {
    line(a, b, widths) { _, _ in color }
  }

  mutating func rectangle(_ low: Spot, _ high: Spot, _ color: (Spot) -> Paint) {
    paint(
      from: Spot(low.x - 0.01, low.y - 0.01), to: Spot(high.x + 0.01, high.y + 0.01),
      distance: { max(max(low.x - $0.x, $0.x - high.x), max(low.y - $0.y, $0.y - high.y)) }, color)
  }

  mutating func rectangle(_ low: Spot, _ high: Spot, _ color: Paint) {
    rectangle(low, high) { _ in color }
  }

  /// A polygon. Source: Quilez, "2D distance functions".
  mutating func polygon(_ corners: [Spot], _ color: (Spot) -> Paint) {
    guard let first = corners.first else { return }
    var (low, high) = (first, first)
    for corner in corners {
      low = Spot(min(low.x, corner.x), min(low.y, corner.y))
      high = Spot(max(high.x, corner.x), max(high.y, corner.y))
    }
    paint(
      from: Spot(low.x - 0.02, low.y - 0.02), to: Spot(high.x + 0.02, high.y + 0.02),
      distance: { Self.distance(to: corners, from: $0) }, color)
  }

  mutating func polygon(_ corners: [Spot], _ color: Paint) { polygon(corners) { _ in color } }

  private static func distance(to corners: [Spot], from place: Spot) -> Double {
    var nearest = Double.infinity
    var inside = false
    for (i, a) in corners.enumerated() {
      let b = corners[(i + 1) % corners.count]
      let (ex, ey) = (b.x - a.x, b.y - a.y)
      let (wx, wy) = (place.x - a.x, place.y - a.y)
      let t = min(max((wx * ex + wy * ey) / max(ex * ex + ey * ey, 1e-12), 0), 1)
      let (dx, dy) = (wx - ex * t, wy - ey * t)
      nearest = min(nearest, dx * dx + dy * dy)
      if (a.y > place.y) != (b.y > place.y), place.x < a.x + ex * (place.y - a.y) / ey {
        inside.toggle()
      }
    }
    return nearest.squareRoot() * (inside ? -1 : 1)
  }

  private func range(_ low: Double, _ high: Double, below count: Int) -> Range<Int> {
    let first = min(max((low * Double(height)).rounded(.down), 0), Double(count))
    let last = min(max((high * Double(height)).rounded(.up) + 1, first), Double(count))
    return Int(first)..<Int(last)
  }

  /// `[H, W, 3]`
  var array: HostArray {
    func byte(_ value: Double) -> UInt8 { UInt8((min(max(value, 0), 1) * 255).rounded()) }
    return HostArray(
      shape: [height, width, 3],
      storage: .uint8(pixels.flatMap { [byte($0.red), byte($0.green), byte($0.blue)] }))
  }
}

/// Smooth noise in −1...1: values at whole places, drawn by their place, and blends between them.
struct Roughness {
  let seed: UInt64

  init(_ draws: inout Draws) { seed = UInt64(draws.uniform() * 0x1p32) }

  private func corner(_ x: Int, _ y: Int) -> Double {
    var hash = seed &+ UInt64(bitPattern: Int64(x)) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ (hash >> 30)) &+ UInt64(bitPattern: Int64(y)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    hash = (hash ^ (hash >> 31)) &* 0xbf58_476d_1ce4_e5b9
    return Double((hash ^ (hash >> 29)) >> 40) * 0x1p-23 - 1
  }

  func callAsFunction(_ x: Double, _ y: Double = 0) -> Double {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    func eased(_ t: Double) -> Double { t * t * (3 - 2 * t) }
    let (s, t) = (eased(x - left), eased(y - top))
    let (i, j) = (Int(left), Int(top))
    let upper = corner(i, j) + (corner(i + 1, j) - corner(i, j)) * s
    let lower = corner(i, j + 1) + (corner(i + 1, j + 1) - corner(i, j + 1)) * s
    return upper + (lower - upper) * t
  }

  /// Several sizes of noise together, each half as large and half as strong as the one before.
  func rough(_ x: Double, _ y: Double = 0, octaves: Int = 4) -> Double {
    var (sum, scale) = (0.0, 1.0)
    for octave in 0..<octaves {
      sum += self(x * scale + Double(octave) * 17.3, y * scale) / scale
      scale *= 2
    }
    return sum / 1.5
  }
}
