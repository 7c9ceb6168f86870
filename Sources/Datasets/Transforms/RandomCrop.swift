import Config
import Diagnostics

/// A window of pictures, elsewhere at each pass over the data; outside training the one in the middle.
///
/// `x: [H, W, C]` → `[h, w, C]`. Every place is equally likely; the fields of an example share it.
public struct RandomCrop: PictureTransform {
  public static let schema = Schema(
    "random_crop", "Cuts out a window of pictures at random; outside training the middle.",
    mainField: "size",
    example: "random_crop: 24",
    fields: [PictureFields.size(.required, "The size: a side, or [height, width].")])

  let window: (height: Int, width: Int)
  let range: SourceRange?

  public init(_ fields: Fields) throws {
    window = PictureFields.size(fields)
    range = fields.range
  }

  public var isRandom: Bool { true }

  public func size(after size: PictureSize) throws -> PictureSize {
    try Window.check(window, in: size, at: range)
    return size.with(height: window.height, width: window.width)
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    let (top, left) =
      draw.map {
        Window.random(target.size, in: picture.size.height, picture.size.width, $0)
      } ?? Window.middle(target.size, in: picture.size)
    Window.copy(picture, to: target, top: top, left: left)
  }
}
