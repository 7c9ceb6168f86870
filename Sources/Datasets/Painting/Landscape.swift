import Foundation

/// A lake before mountains, with a house and trees: a photograph that nobody took, and the same as oil on canvas.
enum Landscape {
  /// As a camera would have it.
  static func photo(height: Int, width: Int, draws: inout Draws) -> PaintedPicture {
    var picture = PaintedPicture(height: height, width: width)
    let roughness = Roughness(&draws)
    let aspect = picture.aspect
    let shore = 0.62
    picture.fill { land($0, aspect: aspect, shore: shore, roughness) }
    house(on: &picture, at: Spot(aspect * 0.7, shore + 0.02), roughness)
    for i in 0..<9 {
      let x = aspect * (Double(i) + draws.uniform(0.1, 0.9)) / 9
      guard abs(x - aspect * 0.7) > 0.16 else { continue }
      tree(
        on: &picture, at: Spot(x, shore + draws.uniform(0.0, 0.03)),
        high: draws.uniform(0.14, 0.26), pine: draws.uniform() < 0.6, roughness)
    }
    for _ in 0..<160 {
      let y = 0.86 + 0.14 * draws.uniform()
      let petal =
        draws.uniform() < 0.5 ? Paint(0.95, 0.85, 0.25) : Paint(0.86, 0.25, 0.3)
      let size = 0.004 + 0.012 * (y - 0.84)
      picture.ellipse(Spot(aspect * draws.uniform(), y), (size * 2, size * 1.6), petal)
    }
    return picture
  }

  /// What stands at a place, without house and trees.
  private static func land(
    _ spot: Spot, aspect: Double, shore: Double, _ roughness: Roughness
  ) -> Paint {
    let bank = 0.84 + 0.03 * roughness.rough(spot.x * 2 + 9)
    if spot.y > bank {
      let depth = (spot.y - bank) / (1 - bank)
      return Paint(0.36, 0.52, 0.18).mixed(with: Paint(0.17, 0.33, 0.08), depth)
        .lit(1 + 0.3 * roughness.rough(spot.x * 40, spot.y * 18))
    }
    let edge = shore + 0.05 + 0.01 * roughness.rough(spot.x * 5)
    guard spot.y > edge else { return air(spot, aspect: aspect, shore: shore, roughness) }
    // The lake shows what is above it, turned over and moved by waves.
    let ripple = 0.012 * roughness.rough(spot.x * 9, spot.y * 90)
    let seen = Spot(spot.x + ripple, 2 * edge - spot.y - 0.04 + ripple)
    return air(seen, aspect: aspect, shore: shore, roughness)
      .mixed(with: Paint(0.10, 0.25, 0.38), 0.4)
      .lit(0.95 + 0.12 * roughness.rough(spot.x * 6, spot.y * 70))
  }

  /// Sky, mountains and the far meadow.
  private static func air(
    _ spot: Spot, aspect: Double, shore: Double, _ roughness: Roughness
  ) -> Paint {
    if spot.y > shore - 0.02 + 0.012 * roughness.rough(spot.x * 7) {
      return Paint(0.34, 0.50, 0.20).lit(1 + 0.25 * roughness.rough(spot.x * 30, spot.y * 40))
    }
    let forest = shore - 0.08 - 0.035 * roughness.rough(spot.x * 5 + 70, 0, octaves: 6)
    if spot.y > forest {
      return Paint(0.13, 0.26, 0.17).lit(0.9 + 0.5 * roughness(spot.x * 90, spot.y * 60))
    }
    for (base, scale, paint) in [
      (0.42, 1.7, Paint(0.34, 0.40, 0.46)), (0.33, 1.1, Paint(0.50, 0.56, 0.65)),
    ] {
      let ridge = base - 0.17 * roughness.rough(spot.x * scale * 1.3 + base * 100, 0, octaves: 7)
      guard spot.y > ridge else { continue }
      let slope = roughness.rough(spot.x * 14 + spot.y * 6, spot.y * 9, octaves: 5)
      let snow = (0.10 - (spot.y - ridge)) * 14 + 1.3 * slope
      return paint.lit(0.95 + 0.28 * slope).mixed(with: Paint(0.95, 0.96, 0.99), snow)
        .mixed(with: Paint(0.72, 0.80, 0.88), 0.35 * (spot.y - ridge) / 0.3)
    }
    let sun = Spot(aspect * 0.25, 0.16)
    let (dx, dy) = (spot.x - sun.x, spot.y - sun.y)
    let away = (dx * dx + dy * dy).squareRoot()
    let sky = Paint(0.23, 0.47, 0.82).mixed(with: Paint(0.80, 0.88, 0.95), spot.y * 2.2)
    let cloud = roughness.rough(spot.x * 2.6, spot.y * 6, octaves: 6)
    return sky.mixed(with: Paint(0.98, 0.97, 0.96), 2.2 * (cloud - 0.18))
      .mixed(with: Paint(1, 0.96, 0.80), 0.06 / (away + 0.02) - 0.15)
      .mixed(with: Paint(1, 0.98, 0.90), (0.045 - away) * 60)
  }

  private static func house(
    on picture: inout PaintedPicture, at foot: Spot, _ roughness: Roughness
  ) {
    let (left, right, top) = (foot.x - 0.09, foot.x + 0.09, foot.y - 0.1)
    picture.rectangle(Spot(left, top), Spot(right, foot.y)) {
      Paint(0.88, 0.84, 0.76).lit(1 + 0.05 * roughness.rough($0.x * 30, $0.y * 30))
    }
    picture.rectangle(
      Spot(right - 0.045, top - 0.09), Spot(right - 0.02, top - 0.02), Paint(0.55, 0.33, 0.28))
    picture.polygon([
      Spot(left - 0.02, top + 0.005), Spot(foot.x, top - 0.085), Spot(right + 0.02, top + 0.005),
    ]) { Paint(0.66, 0.24, 0.17).lit(0.9 + 0.3 * roughness($0.x * 30, $0.y * 160)) }
    picture.rectangle(
      Spot(foot.x - 0.016, foot.y - 0.06), Spot(foot.x + 0.016, foot.y), Paint(0.35, 0.22, 0.14))
    for x in [-0.055, 0.055] {
      picture.rectangle(
        Spot(foot.x + x - 0.02, top + 0.022), Spot(foot.x + x + 0.02, top + 0.062),
        Paint(0.97, 0.96, 0.94))
      picture.rectangle(
        Spot(foot.x + x - 0.015, top + 0.027), Spot(foot.x + x + 0.015, top + 0.057),
        Paint(0.24, 0.33, 0.42))
    }
  }

  private static func tree(
    on picture: inout PaintedPicture, at foot: Spot, high: Double, pine: Bool,
    _ roughness: Roughness
  ) {
    picture.line(
      Spot(foot.x, foot.y - high * 0.4), foot, (high * 0.05, high * 0.08), Paint(0.27, 0.19, 0.12))
    for i in 0..<6 {
      let t = Double(i) / 5
      func leaf(_ spot: Spot) -> Paint {
        (pine ? Paint(0.10, 0.25, 0.14) : Paint(0.28, 0.44, 0.14))
          .lit(1.15 - 0.4 * t + 0.4 * roughness(spot.x * 110, spot.y * 110))
      }
      if pine {
        let y = foot.y - high * (0.2 + 0.8 * t)
        let half = high * 0.26 * (1.15 - t)
        picture.polygon(
          [Spot(foot.x - half, y), Spot(foot.x, y - high * 0.24), Spot(foot.x + half, y)], leaf)
      } else {
        let angle = Double(i) * 2.4
        picture.ellipse(
          Spot(
            foot.x + high * 0.15 * cos(angle), foot.y - high * (0.62 + 0.16 * sin(angle))),
          (high * 0.22, high * 0.19), leaf)
      }
    }
  }

  /// A village under a night sky, in thick strokes that follow the wind, after van Gogh's of 1889.
  static func painting(height: Int, width: Int, draws: inout Draws) -> PaintedPicture {
    var picture = PaintedPicture(height: height, width: width)
    let roughness = Roughness(&draws)
    let aspect = picture.aspect
    let stars =
      (0..<9).map { i in
        (
          Spot(aspect * (Double(i) + draws.uniform(0.2, 0.8)) / 9, draws.uniform(0.06, 0.34)),
          draws.uniform(0.018, 0.034)
        )
      } + [(Spot(aspect * 0.87, 0.15), 0.075)]
    let whirls = [
      (Spot(aspect * 0.42, 0.33), 0.2), (Spot(aspect * 0.62, 0.42), 0.13),
      (Spot(aspect * 0.16, 0.27), 0.13),
    ]
    picture.fill { night($0, stars: stars, roughness) }
    village(on: &picture, roughness, &draws)
    // From wide strokes to fine ones; each takes the colour that is there, a little off.
    let ground = picture
    for (count, length, thick) in [(900, 0.075, 0.022), (3600, 0.045, 0.011)] {
      for _ in 0..<count {
        let spot = Spot(aspect * draws.uniform(), draws.uniform())
        let angle = wind(spot, whirls: whirls, roughness)
        let paint = ground.paint(at: spot).lit(1 + 0.16 * draws.normal())
          .mixed(with: Paint(0.75, 0.8, 0.6), draws.uniform() < 0.08 ? 0.3 : 0)
        let (dx, dy) = (cos(angle) * length / 2, sin(angle) * length / 2)
        picture.line(
          Spot(spot.x - dx, spot.y - dy), Spot(spot.x + dx, spot.y + dy), (thick, thick * 0.6),
          paint)
      }
    }
    cypress(on: &picture, roughness, &draws)
    return picture
  }

  /// The direction of strokes: round whirls, along hills.
  private static func wind(
    _ spot: Spot, whirls: [(Spot, Double)], _ roughness: Roughness
  ) -> Double {
    var (x, y) = (1.0, 0.5 * roughness(spot.x * 3, spot.y * 3))
    for (center, reach) in whirls {
      let (dx, dy) = (spot.x - center.x, spot.y - center.y)
      let weight = 3 * exp(-(dx * dx + dy * dy) / (reach * reach))
      let length = max((dx * dx + dy * dy).squareRoot(), 1e-3)
      x += weight * -dy / length
      y += weight * dx / length
    }
    return atan2(y, x)
  }

  private static func night(
    _ spot: Spot, stars: [(Spot, Double)], _ roughness: Roughness
  ) -> Paint {
    let hills = 0.62 + 0.06 * sin(spot.x * 4 + 1) + 0.03 * roughness.rough(spot.x * 3)
    if spot.y > hills {
      let depth = min((spot.y - hills) * 3, 1)
      return Paint(0.13, 0.26, 0.42).mixed(with: Paint(0.10, 0.22, 0.20), depth)
        .lit(1 + 0.35 * roughness.rough(spot.x * 8, spot.y * 16))
    }
    var sky = Paint(0.07, 0.14, 0.42).mixed(with: Paint(0.30, 0.50, 0.72), spot.y * 1.3)
      .lit(1 + 0.3 * roughness.rough(spot.x * 5, spot.y * 9))
    for (center, size) in stars {
      let (dx, dy) = (spot.x - center.x, spot.y - center.y)
      let away = (dx * dx + dy * dy).squareRoot() / size
      let ring = 0.6 + 0.4 * cos(away * 5)
      sky = sky.mixed(with: Paint(0.96, 0.86, 0.38), ring * exp(-away * away / 2.6) * 1.1)
        .mixed(with: Paint(1, 0.97, 0.72), (0.8 - away) * 5)
    }
    return sky
  }

  private static func village(
    on picture: inout PaintedPicture, _ roughness: Roughness, _ draws: inout Draws
  ) {
    for i in 0..<11 {
      let x = picture.aspect * (0.3 + 0.68 * (Double(i) + draws.uniform(0.1, 0.7)) / 11)
      let foot = 0.84 + draws.uniform(-0.05, 0.09)
      let (wide, high) = (draws.uniform(0.05, 0.085), draws.uniform(0.05, 0.075))
      let wall = Paint(0.25, 0.34, 0.50).lit(draws.uniform(0.7, 1.2))
      picture.rectangle(Spot(x - wide / 2, foot - high), Spot(x + wide / 2, foot), wall)
      picture.polygon(
        [
          Spot(x - wide * 0.6, foot - high), Spot(x, foot - high * 1.8),
          Spot(x + wide * 0.6, foot - high),
        ], Paint(0.16, 0.20, 0.33).lit(draws.uniform(0.8, 1.3)))
      if draws.uniform() < 0.75 {
        picture.rectangle(
          Spot(x - 0.012, foot - high * 0.7), Spot(x + 0.012, foot - high * 0.25),
          Paint(0.98, 0.80, 0.30))
      }
    }
    let church = Spot(picture.aspect * 0.57, 0.85)
    picture.rectangle(
      Spot(church.x - 0.02, church.y - 0.13), Spot(church.x + 0.02, church.y),
      Paint(0.27, 0.36, 0.52))
    picture.polygon(
      [
        Spot(church.x - 0.025, church.y - 0.13), Spot(church.x, church.y - 0.33),
        Spot(church.x + 0.025, church.y - 0.13),
      ], Paint(0.14, 0.19, 0.33))
  }

  private static func cypress(
    on picture: inout PaintedPicture, _ roughness: Roughness, _ draws: inout Draws
  ) {
    let foot = Spot(picture.aspect * 0.17, 1.02)
    for _ in 0..<420 {
      let t = draws.uniform()
      let half = 0.105 * (1 - t) * (0.55 + 0.45 * cos(t * 9)) + 0.006
      let x = foot.x + half * draws.uniform(-1, 1) + 0.02 * sin(t * 7)
      let y = foot.y - 0.92 * t
      let paint = Paint(0.09, 0.15, 0.10).mixed(
        with: Paint(0.27, 0.30, 0.14), draws.uniform() * 0.7)
      let lean = 0.35 * draws.uniform(-1, 1)
      picture.line(Spot(x, y), Spot(x + 0.05 * lean, y - 0.07), (0.016, 0.007), paint)
    }
  }
}
