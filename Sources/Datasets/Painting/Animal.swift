import Foundation

/// A horse or a zebra on a meadow, seen from the side.
struct Animal {
  enum Kind: String {
    case horse, zebra
  }

  private let kind: Kind
  private let coat: Paint
  private let mane: Paint
  private let roughness: Roughness
  private let center: Spot
  private let size: Double
  private let facing: Double
  private let gait: Double
  private let headDown: Double
  private let stripes: Double

  /// Paints example after example: the same for the same draws.
  static func paint(_ kind: Kind, side: Int, draws: inout Draws) -> PaintedPicture {
    var picture = PaintedPicture(height: side, width: side)
    let roughness = Roughness(&draws)
    Meadow(kind, roughness, &draws).paint(on: &picture)
    let animal = Animal(kind, roughness, &draws)
    animal.paint(on: &picture)
    return picture
  }

  private init(_ kind: Kind, _ roughness: Roughness, _ draws: inout Draws) {
    self.kind = kind
    self.roughness = roughness
    let coats = [
      Paint(0.42, 0.24, 0.13), Paint(0.30, 0.17, 0.10), Paint(0.55, 0.33, 0.17),
      Paint(0.16, 0.13, 0.12), Paint(0.72, 0.68, 0.63), Paint(0.62, 0.45, 0.27),
    ]
    let chosen = coats[Int(draws.uniform() * Double(coats.count))]
    coat = kind == .zebra ? Paint(0.93, 0.91, 0.87) : chosen
    mane =
      kind == .zebra
      ? Paint(0.12, 0.11, 0.11) : chosen.lit(draws.uniform() < 0.3 ? 1.25 : 0.35)
    center = Spot(0.5 + draws.uniform(-0.05, 0.05), 0.52 + draws.uniform(-0.03, 0.04))
    size = draws.uniform(0.82, 1.02)
    facing = draws.uniform() < 0.5 ? 1 : -1
    gait = draws.uniform(-1, 1)
    headDown = draws.uniform() < 0.25 ? draws.uniform(0.5, 0.8) : draws.uniform(0, 0.25)
    stripes = draws.uniform(0.9, 1.15)
  }

  /// A place of the animal, whose height is about 0.7 and whose head is at the left, in the picture.
  private func place(_ x: Double, _ y: Double) -> Spot {
    Spot(center.x + facing * x * size, center.y + y * size)
  }

  /// The coat where a part's own coordinate is `along` and its height on the animal `y` in −1...1.
  private func coat(_ along: Double, _ spot: Spot, light: Double) -> Paint {
    let shade =
      light * (1.08 - 0.5 * min(max((spot.y - center.y) / (0.28 * size), -0.4), 0.8))
      + 0.06 * roughness(spot.x * 40, spot.y * 40)
    guard kind == .zebra else { return coat.lit(shade) }
    let wave = sin(along * 95 * stripes + 1.2 * roughness(spot.x * 9, spot.y * 9))
    let dark = Paint(0.10, 0.09, 0.09)
    return coat.lit(min(shade, 1.05)).mixed(with: dark, 0.5 + 3.5 * wave)
  }

  private func paint(on picture: inout PaintedPicture) {
    picture.ellipse(place(0, 0.36), (0.33 * size, 0.035 * size), Paint(0.17, 0.22, 0.10))
    for leg in legs where leg.isFar { paint(leg, on: &picture, light: 0.62) }
    tail(on: &picture)
    body(on: &picture)
    for leg in legs where !leg.isFar { paint(leg, on: &picture, light: 0.95) }
    head(on: &picture)
  }

  private struct Leg {
    let x: Double
    let swing: Double
    let isFar: Bool
    let isHind: Bool
  }

  private var legs: [Leg] {
    [
      Leg(x: -0.155, swing: 0.06 * gait, isFar: true, isHind: false),
      Leg(x: 0.185, swing: -0.06 * gait, isFar: true, isHind: true),
      Leg(x: -0.185, swing: -0.05 * gait, isFar: false, isHind: false),
      Leg(x: 0.215, swing: 0.05 * gait, isFar: false, isHind: true),
    ]
  }

  private func paint(_ leg: Leg, on picture: inout PaintedPicture, light: Double) {
    let hip = place(leg.x, 0.05)
    let knee = place(leg.x + leg.swing * 0.6 + (leg.isHind ? 0.02 : -0.01), 0.2)
    let foot = place(leg.x + leg.swing, 0.345)
    picture.line(hip, knee, ((leg.isHind ? 0.13 : 0.10) * size, 0.055 * size)) { spot, t in
      coat(spot.y, spot, light: light)
    }
    picture.line(knee, foot, (0.05 * size, 0.034 * size)) { spot, t in
      coat(spot.y, spot, light: light)
    }
    let toe = place(leg.x + leg.swing - 0.012, 0.362)
    picture.line(foot, toe, (0.036 * size, 0.044 * size), Paint(0.1, 0.08, 0.07))
  }

  private func tail(on picture: inout PaintedPicture) {
    let points = [(0.27, -0.07), (0.325, 0.0), (0.34, 0.1), (0.325, 0.2)]
    for (i, (a, b)) in zip(points, points.dropFirst()).enumerated() {
      let widths = (0.03 + 0.014 * Double(i), 0.044 + 0.012 * Double(i))
      picture.line(
        place(a.0, a.1), place(b.0, b.1), (widths.0 * size, widths.1 * size), mane)
    }
  }

  private func body(on picture: inout PaintedPicture) {
    func along(_ spot: Spot) -> Double {
      let (x, y) = ((spot.x - center.x) * facing / size, (spot.y - center.y) / size)
      return x * (1 - 0.5 * y) + 0.4 * x * x
    }
    func paint(_ spot: Spot) -> Paint { coat(along(spot), spot, light: 1) }
    picture.ellipse(place(0.18, -0.015), (0.135 * size, 0.14 * size), paint)
    picture.ellipse(place(-0.17, 0), (0.125 * size, 0.14 * size), paint)
    picture.ellipse(place(0, 0.005), (0.25 * size, 0.125 * size), paint)
  }

  private func head(on picture: inout PaintedPicture) {
    // Where the neck ends and the head begins: up, or down at the grass.
    let poll = place(-0.345 - 0.06 * headDown, -0.25 + 0.42 * headDown)
    let muzzle = place(-0.475 + 0.04 * headDown, -0.165 + 0.47 * headDown)
    let withers = place(-0.17, -0.045)
    let length = 0.3
    for i in 0..<7 {
      let t = Double(i) / 6
      let top = Spot(
        withers.x + (poll.x - withers.x) * t, withers.y + (poll.y - withers.y) * t)
      picture.ellipse(
        Spot(top.x + facing * 0.035 * size, top.y - 0.045 * size * (1 - 0.4 * t)),
        (0.045 * size, 0.042 * size), mane)
    }
    picture.line(withers, poll, (0.185 * size, 0.095 * size)) { spot, t in
      coat(t * length, spot, light: 1)
    }
    picture.polygon(
      [
        Spot(poll.x + facing * 0.025 * size, poll.y - 0.03 * size),
        Spot(poll.x + facing * 0.012 * size, poll.y - 0.1 * size),
        Spot(poll.x - facing * 0.02 * size, poll.y - 0.035 * size),
      ]
    ) { coat(0, $0, light: 0.8) }
    picture.line(poll, muzzle, (0.105 * size, 0.058 * size)) { spot, t in
      let dark = kind == .zebra ? Paint(0.13, 0.11, 0.11) : coat.lit(0.5)
      return coat(t * 0.16, spot, light: 1).mixed(with: dark, (t - 0.78) * 6)
    }
    let eye = Spot(
      poll.x + (muzzle.x - poll.x) * 0.25, poll.y + (muzzle.y - poll.y) * 0.25 - 0.015 * size)
    picture.ellipse(eye, (0.011 * size, 0.011 * size), Paint(0.04, 0.03, 0.03))
  }
}

/// The land behind an animal: green with hills for horses, yellow with a tree for zebras.
private struct Meadow {
  private let kind: Animal.Kind
  private let roughness: Roughness
  private let horizon: Double
  private let hue: Double
  private let tree: Double

  init(_ kind: Animal.Kind, _ roughness: Roughness, _ draws: inout Draws) {
    self.kind = kind
    self.roughness = roughness
    horizon = draws.uniform(0.34, 0.5)
    hue = draws.uniform()
    tree = draws.uniform(0.1, 0.9)
  }

  func paint(on picture: inout PaintedPicture) {
    let high = kind == .horse ? Paint(0.36, 0.57, 0.86) : Paint(0.55, 0.72, 0.88)
    let low = kind == .horse ? Paint(0.80, 0.88, 0.94) : Paint(0.95, 0.91, 0.80)
    let near = kind == .horse ? Paint(0.24, 0.44, 0.13) : Paint(0.66, 0.53, 0.26)
    let far = kind == .horse ? Paint(0.42, 0.57, 0.24) : Paint(0.80, 0.70, 0.42)
    let hills = kind == .horse ? Paint(0.25, 0.38, 0.28) : Paint(0.60, 0.58, 0.55)
    picture.fill { spot in
      let ridge = horizon - 0.05 - 0.05 * roughness.rough(spot.x * 3 + 40)
      if spot.y < ridge {
        let cloud = roughness.rough(spot.x * 3, spot.y * 7)
        return high.mixed(with: low, spot.y / horizon)
          .mixed(with: Paint(0.97, 0.97, 0.98), 1.4 * (cloud - 0.25))
      }
      if spot.y < horizon { return hills.lit(0.9 + 0.2 * roughness(spot.x * 50, spot.y * 50)) }
      let depth = (spot.y - horizon) / (1 - horizon)
      let grass = roughness.rough(spot.x * (60 - 30 * depth), spot.y * (30 - 12 * depth))
      return far.mixed(with: near, depth * 0.9 + 0.1 * hue).lit(1 + 0.22 * grass)
    }
    if kind == .zebra { acacia(on: &picture) }
  }

  private func acacia(on picture: inout PaintedPicture) {
    let foot = Spot(tree, horizon + 0.01)
    let crown = Spot(tree + 0.03, horizon - 0.17)
    picture.line(foot, crown, (0.022, 0.012), Paint(0.25, 0.19, 0.13))
    for (x, y, width) in [(-0.09, 0.0, 0.09), (0.07, -0.01, 0.1), (0.0, -0.035, 0.11)] {
      picture.ellipse(Spot(crown.x + x, crown.y + y), (width, 0.03)) { spot in
        Paint(0.30, 0.36, 0.16).lit(0.9 + 0.35 * roughness(spot.x * 70, spot.y * 70))
      }
    }
  }
}
