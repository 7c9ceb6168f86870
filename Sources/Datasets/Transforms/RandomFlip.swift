import Config

/// Mirrors every other picture, others at each pass over the data; none outside training.
///
/// `x: [H, W, C]` → same. The fields of an example are mirrored together.
public struct RandomFlip: PictureTransform {
  public static let schema = Schema(
    "random_flip", "Mirrors half of the pictures in training.", mainField: "axis",
    fields: [
      Field(
        "axis", .choice(["horizontal", "vertical", "both"]), .standard("horizontal"),
        "Left and right, top and bottom, or either by itself.")
    ])

  let axis: String

  public init(_ fields: Fields) throws { axis = fields.text("axis") }

  public var isRandom: Bool { true }

  public func size(after size: PictureSize) throws -> PictureSize { size }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    let horizontally = axis != "vertical" && draw.map { $0.uniform(0) < 0.5 } ?? false
    let vertically = axis != "horizontal" && draw.map { $0.uniform(1) < 0.5 } ?? false
    let (height, width, channels) = (
      picture.size.height, picture.size.width, picture.size.channels
    )
    for y in 0..<height {
      let from = picture.elements + (vertically ? height - 1 - y : y) * width * channels
      let to = target.elements + y * width * channels
      guard horizontally else {
        to.update(from: from, count: width * channels)
        continue
      }
      for x in 0..<width {
        for c in 0..<channels { to[x * channels + c] = from[(width - 1 - x) * channels + c] }
      }
    }
  }
}
