import Config
import Diagnostics

/// A window of pictures, elsewhere at each pass over the data; outside training the one in the middle.
///
/// `x: [H, W, C]` → `[h, w, C]`. Every place is equally likely; the fields of an example share it. With `padding` the window may
/// lie beyond the edges by so many pixels, which are 0: so pictures are moved.
public struct RandomCrop: PictureTransform {
  public static let schema = Schema(
    "random_crop", "Crops a window at random; outside training the centre.",
    discussion: """
      With `padding` the window may lie beyond the edges, where numbers are 0: `random_crop: {size: 28, padding: 2}` moves digits of 28 by up to 2 \
      pixels each way.
      """,
    mainField: "size",
    example: "random_crop: 24",
    fields: [
      PictureFields.size(.required, "The size: a side, or [height, width]."),
      Field(
        "padding", .integer(0...4096), .standard("0"),
        "How many pixels of 0 are put on each side before."),
    ])

  let window: (height: Int, width: Int)
  let padding: Int
  let range: SourceRange?
  /// Whether what it puts around lies within what it finds.
  private var isZeroWithin = false

  public init(_ fields: Fields) throws {
    window = PictureFields.size(fields)
    padding = fields.integer("padding")
    range = fields.range
  }

  public var isRandom: Bool { true }
  public var keepsRange: Bool { padding == 0 || isZeroWithin }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    isZeroWithin = input.naturalRange?.contains(0) ?? false
    let range = input.naturalRange.map { found in
      padding == 0 ? found : min(found.lowerBound, 0)...max(found.upperBound, 0)
    }
    return TransformInput(shapes: try shapes(after: input), naturalRange: range)
  }

  public func size(after size: PictureSize) throws -> PictureSize {
    try Window.check(window, in: padded(size), at: range)
    return size.with(height: window.height, width: window.width)
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    let whole = padded(picture.size)
    let (top, left) =
      draw.map { Window.random(target.size, in: whole.height, whole.width, $0) }
      ?? Window.middle(target.size, in: whole)
    Window.copy(picture, to: target, top: top - padding, left: left - padding)
  }

  private func padded(_ size: PictureSize) -> PictureSize {
    size.with(height: size.height + 2 * padding, width: size.width + 2 * padding)
  }
}
