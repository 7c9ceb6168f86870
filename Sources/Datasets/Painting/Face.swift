import Foundation

/// A face from the front, its eyes and mouth where those of aligned portraits are.
enum Face {
  private static let skins = [
    Paint(0.96, 0.80, 0.69), Paint(0.90, 0.70, 0.56), Paint(0.78, 0.57, 0.42),
    Paint(0.60, 0.41, 0.29), Paint(0.42, 0.28, 0.20),
  ]
  private static let hairs = [
    Paint(0.10, 0.08, 0.07), Paint(0.28, 0.17, 0.10), Paint(0.47, 0.30, 0.15),
    Paint(0.82, 0.66, 0.38), Paint(0.62, 0.27, 0.13), Paint(0.68, 0.67, 0.66),
  ]
  private static let eyes = [
    Paint(0.25, 0.15, 0.08), Paint(0.22, 0.40, 0.62), Paint(0.30, 0.45, 0.25),
    Paint(0.35, 0.25, 0.15),
  ]

  private static func pick(_ paints: [Paint], _ draws: inout Draws) -> Paint {
    paints[Int(draws.uniform() * Double(paints.count))].lit(draws.uniform(0.92, 1.06))
  }

  static func paint(side: Int, draws: inout Draws) -> PaintedPicture {
    var picture = PaintedPicture(height: side, width: side)
    let roughness = Roughness(&draws)
    let (skin, hair, iris) = (
      pick(skins, &draws), pick(hairs, &draws), pick(eyes, &draws)
    )
    let behind = Paint(draws.uniform(0.2, 0.9), draws.uniform(0.2, 0.9), draws.uniform(0.2, 0.9))
    let clothes = Paint(
      draws.uniform(0.1, 0.85), draws.uniform(0.1, 0.85), draws.uniform(0.1, 0.85))
    let middle = Spot(0.5 + draws.uniform(-0.015, 0.015), 0.52)
    let (wide, high) = (draws.uniform(0.225, 0.265), draws.uniform(0.315, 0.345))
    let longHair = draws.uniform() < 0.5
    let smile = draws.uniform(-0.2, 1)
    let light = draws.uniform(-0.5, 0.5)
    picture.fill { spot in
      behind.lit(1.1 - 0.4 * spot.y + 0.12 * roughness.rough(spot.x * 4, spot.y * 4))
    }
    func hairPaint(_ spot: Spot) -> Paint {
      hair.lit(1 + 0.25 * roughness(spot.x * 45, spot.y * 9))
    }
    func skinPaint(_ spot: Spot) -> Paint {
      let side = (spot.x - middle.x) / wide
      return skin.lit(1.02 + 0.14 * light * side - 0.14 * side * side - 0.1 * (spot.y - 0.45))
    }
    if longHair {
      picture.ellipse(Spot(middle.x, 0.6), (wide * 1.42, 0.47), hairPaint)
    }
    picture.ellipse(Spot(middle.x, 1.12), (0.42, 0.24)) { clothes.lit(1.1 - 0.3 * abs($0.x - 0.5)) }
    picture.line(
      Spot(middle.x, 0.72), Spot(middle.x, 0.92), (wide * 0.95, wide * 1.1)
    ) { spot, _ in skinPaint(spot).lit(0.82) }
    for side in [-1.0, 1] {
      picture.ellipse(Spot(middle.x + side * wide * 0.98, 0.53), (0.03, 0.055)) {
        skinPaint($0).lit(0.85)
      }
    }
    picture.ellipse(Spot(middle.x, 0.4), (wide * 1.12, 0.27), hairPaint)
    picture.ellipse(Spot(middle.x, middle.y), (wide, high), skinPaint)
    fringe(draws.uniform(), middle, wide, hairPaint, on: &picture)
    features(
      middle, wide, skin: skin, hair: hair, iris: iris, smile: smile, draws: &draws, on: &picture)
    return picture
  }

  /// The hair above the forehead: straight, to one side, or none.
  private static func fringe(
    _ style: Double, _ middle: Spot, _ wide: Double, _ paint: (Spot) -> Paint,
    on picture: inout PaintedPicture
  ) {
    guard style > 0.12 else { return }
    let lean = style < 0.4 ? 0.0 : style < 0.7 ? 0.09 : -0.09
    picture.paint(
      from: Spot(0.1, 0.05), to: Spot(0.9, 0.45),
      distance: { spot in
        let (x, y) = ((spot.x - middle.x) / (wide * 1.1), (spot.y - 0.42) / 0.285)
        let outside = ((x * x + y * y).squareRoot() - 1) * 0.25
        let line = 0.30 + lean * x + 0.07 * x * x
        return max(outside, spot.y - line)
      }, paint)
  }

  private static func features(
    _ middle: Spot, _ wide: Double, skin: Paint, hair: Paint, iris: Paint, smile: Double,
    draws: inout Draws, on picture: inout PaintedPicture
  ) {
    let open = draws.uniform(0.018, 0.026)
    let gaze = draws.uniform(-0.008, 0.008)
    let brow = draws.uniform(-0.012, 0.012)
    let glasses = draws.uniform() < 0.18
    let beard = draws.uniform() < 0.2
    let lips = skin.mixed(with: Paint(0.72, 0.18, 0.2), draws.uniform(0.35, 0.8))
    for side in [-1.0, 1] {
      let eye = Spot(middle.x + side * wide * 0.46, 0.475)
      picture.ellipse(Spot(eye.x, eye.y - 0.006), (0.06, 0.036), skin.lit(0.84))
      picture.ellipse(eye, (0.046, open), Paint(0.96, 0.95, 0.94))
      picture.ellipse(Spot(eye.x + gaze, eye.y), (0.02, min(0.02, open)), iris)
      picture.ellipse(Spot(eye.x + gaze, eye.y), (0.009, 0.009), Paint(0.03, 0.03, 0.03))
      picture.ellipse(
        Spot(eye.x + gaze + 0.006, eye.y - 0.006), (0.004, 0.004), Paint(1, 1, 1))
      picture.line(
        Spot(eye.x - side * 0.05, eye.y - 0.056 - brow),
        Spot(eye.x + side * 0.055, eye.y - 0.056 + brow), (0.022, 0.012), hair.lit(0.75))
      if glasses {
        for step in 0..<24 {
          let (a, b) = (Double(step) * .pi / 12, Double(step + 1) * .pi / 12)
          picture.line(
            Spot(eye.x + 0.075 * cos(a), eye.y + 0.06 * sin(a)),
            Spot(eye.x + 0.075 * cos(b), eye.y + 0.06 * sin(b)), (0.012, 0.012),
            Paint(0.12, 0.12, 0.13))
        }
      }
    }
    if glasses {
      picture.line(
        Spot(middle.x - 0.035, 0.47), Spot(middle.x + 0.035, 0.47), (0.012, 0.012),
        Paint(0.12, 0.12, 0.13))
    }
    let side = draws.uniform() < 0.5 ? 1.0 : -1
    picture.line(
      Spot(middle.x + side * 0.012, 0.49), Spot(middle.x + side * 0.03, 0.6), (0.008, 0.02),
      skin.lit(0.87))
    picture.ellipse(Spot(middle.x, 0.607), (0.042, 0.024), skin.lit(0.93))
    for side in [-1.0, 1] {
      picture.ellipse(Spot(middle.x + side * 0.02, 0.617), (0.01, 0.006), skin.lit(0.5))
    }
    if beard {
      picture.ellipse(Spot(middle.x, 0.75), (wide * 0.62, 0.115), hair.mixed(with: skin, 0.25))
    }
    // The mouth bends with the smile.
    let points = (0...8).map { i -> Spot in
      let t = Double(i) / 4 - 1
      return Spot(
        middle.x + 0.088 * t, 0.713 - 0.04 * smile * (t * t - 0.4))
    }
    for (i, (a, b)) in zip(points, points.dropFirst()).enumerated() {
      let thick = 0.036 - 0.022 * abs(Double(i) - 3.5) / 3.5
      picture.line(a, b, (thick, thick), lips)
    }
    for (a, b) in zip(points, points.dropFirst()) {
      picture.line(
        a, b, (0.008, 0.008), smile > 0.55 ? Paint(0.95, 0.93, 0.92) : lips.lit(0.5))
    }
  }
}
