/// The front of a house, and a map of its parts in the colours of the CMP Facade Database.
struct Facade {
  private enum Part {
    static let around = Paint(0, 0, 170 / 255.0)
    static let wall = Paint(0, 0, 1)
    static let window = Paint(0, 85 / 255.0, 1)
    static let door = Paint(0, 170 / 255.0, 1)
    static let cornice = Paint(0, 1, 1)
    static let sill = Paint(85 / 255.0, 1, 170 / 255.0)
    static let balcony = Paint(170 / 255.0, 1, 85 / 255.0)
    static let blind = Paint(1, 1, 0)
    static let decoration = Paint(1, 170 / 255.0, 0)
    static let shop = Paint(170 / 255.0, 0, 0)
  }

  private var photo: PaintedPicture
  private var labels: PaintedPicture
  private let roughness: Roughness
  private let wall: Paint
  private let frame: Paint
  private let bricks: Bool

  static func paint(side: Int, draws: inout Draws) -> (
    photo: PaintedPicture, labels: PaintedPicture
  ) {
    var facade = Facade(side: side, draws: &draws)
    facade.paint(&draws)
    return (facade.photo, facade.labels)
  }

  private init(side: Int, draws: inout Draws) {
    photo = PaintedPicture(height: side, width: side)
    labels = photo
    roughness = Roughness(&draws)
    let walls = [
      Paint(0.78, 0.70, 0.55), Paint(0.70, 0.42, 0.32), Paint(0.83, 0.81, 0.76),
      Paint(0.80, 0.68, 0.40), Paint(0.58, 0.60, 0.60), Paint(0.72, 0.55, 0.48),
    ]
    wall = walls[Int(draws.uniform() * Double(walls.count))].lit(draws.uniform(0.9, 1.08))
    frame = draws.uniform() < 0.7 ? Paint(0.94, 0.93, 0.90) : Paint(0.34, 0.25, 0.19)
    bricks = draws.uniform() < 0.4
  }

  /// Paints a part on both.
  private mutating func rectangle(
    _ low: Spot, _ high: Spot, _ part: Paint, _ paint: (Spot) -> Paint
  ) {
    photo.rectangle(low, high, paint)
    labels.rectangle(low, high, part)
  }

  private func wallPaint(_ spot: Spot) -> Paint {
    var light =
      1 + 0.07 * roughness.rough(spot.x * 6, spot.y * 6) + 0.04
      * roughness(spot.x * 90, spot.y * 90)
    if bricks {
      let row = (spot.y * 64).rounded(.down)
      let x = spot.x * 32 + (row.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 0.5)
      let (dx, dy) = (x - x.rounded(.down), spot.y * 64 - row)
      if dx < 0.07 || dy < 0.14 { light *= 0.82 }
    }
    return wall.lit(light)
  }

  private mutating func paint(_ draws: inout Draws) {
    let roughness = roughness
    photo.fill { spot in
      Paint(0.55, 0.70, 0.90).mixed(with: Paint(0.9, 0.93, 0.96), spot.y * 3)
        .lit(1 + 0.05 * roughness.rough(spot.x * 4, spot.y * 8))
    }
    labels.fill { _ in Part.around }
    let (left, right) = (draws.uniform(0, 0.08), draws.uniform(0.92, 1))
    let top = draws.uniform(0.07, 0.17)
    let roof = Paint(0.42, 0.22, 0.17).lit(draws.uniform(0.7, 1.2))
    photo.polygon([
      Spot(left - 0.01, top), Spot(left + 0.06, 0.01), Spot(right - 0.06, 0.01),
      Spot(right + 0.01, top),
    ]) { roof.lit(0.9 + 0.25 * roughness($0.x * 20, $0.y * 120)) }
    let facade = self
    rectangle(Spot(left, top), Spot(right, 0.95), Part.wall) { facade.wallPaint($0) }
    photo.rectangle(Spot(0, 0.95), Spot(1, 1), Paint(0.45, 0.44, 0.43))
    let floors = 2 + Int(draws.uniform() * 4)
    let columns = 3 + Int(draws.uniform() * 4)
    let shop = draws.uniform() < 0.4
    let storey = (0.95 - top) / Double(floors)
    let bay = (right - left) / Double(columns)
    let size = (x: bay * draws.uniform(0.42, 0.6), y: storey * draws.uniform(0.5, 0.66))
    let door = Int(draws.uniform() * Double(columns))
    let (balconies, blinds) = (draws.uniform() < 0.4, draws.uniform() < 0.5)
    for floor in 0..<floors {
      let base = top + storey * Double(floor)
      let isGround = floor == floors - 1
      cornice(left, right, base, thick: floor == 0 ? 0.03 : 0.014)
      for column in 0..<columns {
        let middle = left + bay * (Double(column) + 0.5)
        if isGround, column == door {
          entrance(middle, bay, base + storey * 0.22, &draws)
        } else if isGround, shop {
          glass(
            Spot(middle - bay * 0.42, base + storey * 0.3), Spot(middle + bay * 0.42, 0.93),
            Part.shop, panes: 1)
        } else {
          let low = Spot(middle - size.x / 2, base + (storey - size.y) * 0.55)
          window(
            low, Spot(low.x + size.x, low.y + size.y), blind: blinds && draws.uniform() < 0.4,
            balcony: balconies && !isGround && floor > 0 && column % 2 == 0)
        }
      }
    }
  }

  private mutating func cornice(_ left: Double, _ right: Double, _ y: Double, thick: Double) {
    let wall = wall
    let light = wall.lit(1.15)
    rectangle(Spot(left, y), Spot(right, y + thick), Part.cornice) { spot in
      light.lit(1.05 - 0.25 * (spot.y - y) / thick)
    }
    photo.rectangle(Spot(left, y + thick), Spot(right, y + thick + 0.006), wall.lit(0.65))
  }

  private mutating func entrance(
    _ middle: Double, _ bay: Double, _ top: Double, _ draws: inout Draws
  ) {
    let wall = wall
    let half = bay * 0.3
    let wood = Paint(draws.uniform(0.2, 0.45), draws.uniform(0.15, 0.3), draws.uniform(0.1, 0.25))
    rectangle(
      Spot(middle - half - 0.012, top - 0.014), Spot(middle + half + 0.012, 0.95), Part.decoration
    ) { _ in wall.lit(1.2) }
    rectangle(Spot(middle - half, top), Spot(middle + half, 0.95), Part.door) { spot in
      wood.lit(abs(spot.x - middle) < 0.004 ? 0.5 : 1)
    }
    for side in [-0.5, 0.5] {
      for y in [0.15, 0.6] {
        let center = Spot(middle + side * half, top + (0.95 - top) * (y + 0.12))
        photo.rectangle(
          Spot(center.x - half * 0.28, center.y - (0.95 - top) * 0.13),
          Spot(center.x + half * 0.28, center.y + (0.95 - top) * 0.13), wood.lit(0.72))
      }
    }
  }

  private mutating func window(_ low: Spot, _ high: Spot, blind: Bool, balcony: Bool) {
    let wall = wall
    rectangle(
      Spot(low.x - 0.01, low.y - 0.018), Spot(high.x + 0.01, low.y), Part.decoration
    ) { _ in wall.lit(1.18) }
    glass(low, high, Part.window, panes: 2)
    if blind {
      let end = low.y + (high.y - low.y) * 0.45
      rectangle(Spot(low.x + 0.008, low.y + 0.008), Spot(high.x - 0.008, end), Part.blind) { spot in
        Paint(0.86, 0.83, 0.72).lit(
          0.92 + 0.1 * ((spot.y * 90).rounded(.down) * 0.5).truncatingRemainder(dividingBy: 1))
      }
    }
    rectangle(Spot(low.x - 0.014, high.y), Spot(high.x + 0.014, high.y + 0.014), Part.sill) { _ in
      wall.lit(1.22)
    }
    guard balcony else { return }
    let rail = high.y - (high.y - low.y) * 0.35
    labels.rectangle(Spot(low.x - 0.025, rail), Spot(high.x + 0.025, high.y + 0.014), Part.balcony)
    for i in 0..<13 {
      let x = low.x - 0.025 + (high.x - low.x + 0.05) * Double(i) / 12
      photo.line(Spot(x, rail), Spot(x, high.y + 0.01), (0.005, 0.005), Paint(0.13, 0.13, 0.14))
    }
    photo.line(
      Spot(low.x - 0.025, rail), Spot(high.x + 0.025, rail), (0.01, 0.01), Paint(0.13, 0.13, 0.14))
  }

  private mutating func glass(_ low: Spot, _ high: Spot, _ part: Paint, panes: Int) {
    let frame = frame
    let roughness = roughness
    rectangle(low, high, part) { _ in frame }
    let bar = 0.009
    let width = (high.x - low.x - bar * Double(panes + 1)) / Double(panes)
    for pane in 0..<panes {
      let left = low.x + bar + (width + bar) * Double(pane)
      photo.rectangle(Spot(left, low.y + bar), Spot(left + width, high.y - bar)) { spot in
        Paint(0.16, 0.21, 0.27).mixed(
          with: Paint(0.62, 0.74, 0.84),
          0.4 * (1 - (spot.y - low.y) / (high.y - low.y)) + 0.35
            * roughness(spot.x * 14, spot.y * 14))
      }
    }
  }
}
