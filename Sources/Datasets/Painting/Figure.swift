import Foundation

/// A plain figure of one colour on a plain ground: what a classifier learns first.
enum Figure: Int, CaseIterable {
  case circle, square, triangle, star, ring, cross, crescent, bar

  var name: String { "\(self)" }

  /// A figure of its kind at some place, of some size, turned somehow.
  func paint(side: Int, draws: inout Draws) -> PaintedPicture {
    var picture = PaintedPicture(height: side, width: side)
    let hue = draws.uniform()
    let ground = Paint(hue: hue + draws.uniform(0.3, 0.7), lightness: draws.uniform(0.2, 0.4))
    let color = Paint(hue: hue, lightness: draws.uniform(0.6, 0.9))
    func behind(_ spot: Spot) -> Paint { ground.lit(0.9 + 0.2 * spot.y) }
    picture.fill(behind)
    let size = draws.uniform(0.18, 0.34)
    let center = Spot(draws.uniform(size, 1 - size), draws.uniform(size, 1 - size))
    let angle = draws.uniform(0, 2 * .pi)
    func corner(_ turn: Double, _ reach: Double) -> Spot {
      let a = angle + turn * 2 * .pi
      return Spot(center.x + size * reach * cos(a), center.y + size * reach * sin(a))
    }
    switch self {
    case .circle: picture.ellipse(center, (size, size), color)
    case .square: picture.polygon((0..<4).map { corner(Double($0) / 4, 1) }, color)
    case .triangle: picture.polygon((0..<3).map { corner(Double($0) / 3, 1) }, color)
    case .star:
      picture.polygon((0..<10).map { corner(Double($0) / 10, $0 % 2 == 0 ? 1 : 0.42) }, color)
    case .ring:
      picture.ellipse(center, (size, size), color)
      picture.ellipse(center, (size * 0.6, size * 0.6), behind)
    case .cross:
      for turn in [0, 0.25] {
        picture.line(corner(turn, 0.9), corner(turn + 0.5, 0.9), (size * 0.5, size * 0.5), color)
      }
    case .crescent:
      picture.ellipse(center, (size, size), color)
      picture.ellipse(corner(0, 0.45), (size * 0.8, size * 0.8), behind)
    case .bar: picture.line(corner(0, 1), corner(0.5, 1), (size * 0.35, size * 0.35), color)
    }
    return picture
  }
}

extension Paint {
  /// A colour of the wheel: hue 0 is red, 1/3 green, 2/3 blue.
  init(hue: Double, lightness: Double) {
    func channel(_ shift: Double) -> Double {
      lightness * (0.55 + 0.45 * cos(2 * .pi * (hue - shift)))
    }
    self.init(channel(0), channel(1 / 3.0), channel(2 / 3.0))
  }
}
