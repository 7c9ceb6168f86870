import Foundation

/// What surfaces look like, at some scale and in two colours: what a network that is to see learns from.
enum Texture: Int, CaseIterable {
  case stripes, checks, dots, waves, bricks, marble, strokes, foliage, scales, noise

  var name: String { "\(self)" }

  /// A square of it.
  func paint(side: Int, draws: inout Draws) -> PaintedPicture {
    var picture = PaintedPicture(height: side, width: side)
    let hue = draws.uniform()
    let dark = Paint(hue: hue, lightness: draws.uniform(0.15, 0.5))
    let light = Paint(hue: hue + draws.uniform(0.15, 0.5), lightness: draws.uniform(0.6, 1))
    let surface = Surface(
      roughness: Roughness(&draws), cells: draws.uniform(4, 12), angle: draws.uniform(0, .pi),
      share: draws.uniform(0.35, 0.65), softness: 2 / Double(side))
    picture.fill { dark.mixed(with: light, self.lightness(surface, $0)) }
    if self == .strokes { brush(&picture, dark, light, surface, &draws) }
    if self == .foliage { leaves(&picture, dark, light, surface, &draws) }
    return picture
  }

  /// How it lies.
  private struct Surface {
    let roughness: Roughness
    /// How many of them side by side.
    let cells: Double
    let angle: Double
    let share: Double
    /// The width of an edge.
    let softness: Double

    /// A place in units of a cell, turned.
    func place(_ spot: Spot) -> (x: Double, y: Double) {
      let (c, s) = (cos(angle), sin(angle))
      let (x, y) = (spot.x - 0.5, spot.y - 0.5)
      return ((c * x + s * y) * cells + 64, (c * y - s * x) * cells + 64)
    }

    /// 0 below and 1 above, softly.
    func edge(_ distance: Double) -> Double {
      min(max(0.5 + distance / (softness * cells), 0), 1)
    }
  }

  private static func wave(_ x: Double) -> Double { x - x.rounded(.down) }

  /// 0 is the one colour, 1 the other.
  private func lightness(_ surface: Surface, _ spot: Spot) -> Double {
    let (x, y) = surface.place(spot)
    let (u, v) = (Self.wave(x), Self.wave(y))
    switch self {
    case .stripes: return surface.edge(surface.share / 2 - abs(u - 0.5))
    case .checks:
      let isEven = (Int(x.rounded(.down)) + Int(y.rounded(.down))) % 2 == 0
      let inner = min(min(u, 1 - u), min(v, 1 - v))
      return isEven ? surface.edge(inner) : 1 - surface.edge(inner)
    case .dots:
      return surface.edge(
        surface.share * 0.6 - ((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5)).squareRoot())
    case .waves:
      return 0.5 + 0.5 * sin(2 * .pi * (x + 0.35 * sin(2 * .pi * y / 2)))
    case .bricks:
      let row = y.rounded(.down)
      let along = Self.wave(x / 2 + (Int(row) % 2 == 0 ? 0 : 0.5))
      let joint = min(min(along, 1 - along) * 2, min(v, 1 - v))
      let shade =
        0.3 * surface.roughness((x / 2 + (Int(row) % 2 == 0 ? 0 : 0.5)).rounded(.down), row)
      return surface.edge(joint - 0.08) * (0.75 + shade)
    case .marble:
      let bent = surface.roughness.rough(x * 0.5, y * 0.5, octaves: 5)
      return pow(abs(sin(.pi * (x * 0.5 + 2.2 * bent))), 0.6)
    case .scales:
      // The lower row lies over the upper one.
      var value = 0.15
      for step in [0.0, 1.0] {
        let row = y.rounded(.down) + step
        let shift = Int(row) % 2 == 0 ? 0.5 : 0
        let center = (x + shift).rounded(.down) + 0.5 - shift
        let distance = ((x - center) * (x - center) + (y - row) * (y - row)).squareRoot()
        let inside = surface.edge(0.72 - distance)
        let shade = 0.35 + 0.9 * min(distance, 0.72)
        value = value * (1 - inside) + shade * inside
      }
      return value
    case .noise: return 0.5 + 0.9 * surface.roughness(x * 3, y * 3)
    case .strokes, .foliage: return 0.25 + 0.2 * surface.roughness(x, y)
    }
  }

  /// Strokes of a brush that follow a slow wind.
  private func brush(
    _ picture: inout PaintedPicture, _ dark: Paint, _ light: Paint, _ surface: Surface,
    _ draws: inout Draws
  ) {
    let length = 0.9 / surface.cells
    for _ in 0..<Int(surface.cells * surface.cells * 5) {
      let spot = Spot(draws.uniform(-0.05, 1.05), draws.uniform(-0.05, 1.05))
      let angle = surface.angle + 1.2 * surface.roughness(spot.x * 2, spot.y * 2)
      let (dx, dy) = (cos(angle) * length, sin(angle) * length)
      picture.line(
        Spot(spot.x - dx, spot.y - dy), Spot(spot.x + dx, spot.y + dy),
        (length * 0.4, length * 0.25), dark.mixed(with: light, draws.uniform()))
    }
  }

  /// Leaves over one another, each with its rib.
  private func leaves(
    _ picture: inout PaintedPicture, _ dark: Paint, _ light: Paint, _ surface: Surface,
    _ draws: inout Draws
  ) {
    let size = 0.7 / surface.cells
    for _ in 0..<Int(surface.cells * surface.cells * 4) {
      let spot = Spot(draws.uniform(-0.05, 1.05), draws.uniform(-0.05, 1.05))
      let angle = draws.uniform(0, 2 * .pi)
      let color = dark.mixed(with: light, draws.uniform())
      picture.ellipse(spot, (size, size * 0.42), angle: angle, color)
      let (dx, dy) = (cos(angle) * size, sin(angle) * size)
      picture.line(
        Spot(spot.x - dx, spot.y - dy), Spot(spot.x + dx, spot.y + dy), (size * 0.1, size * 0.05),
        color.lit(0.7))
    }
  }
}
