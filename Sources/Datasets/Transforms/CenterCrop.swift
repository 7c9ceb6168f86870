import Config
import Diagnostics

/// The middle of pictures.
///
/// `x: [H, W, C]` → `[h, w, C]`, from row ⌊(H − h) / 2⌋ and column ⌊(W − w) / 2⌋ on.
public struct CenterCrop: PictureTransform {
  public static let schema = Schema(
    "center_crop", "Crops the centre of pictures.", mainField: "size",
    example: "center_crop: 24",
    fields: [PictureFields.size(.required, "The size: a side, or [height, width].")])

  let window: (height: Int, width: Int)
  let range: SourceRange?

  public init(_ fields: Fields) throws {
    window = PictureFields.size(fields)
    range = fields.range
  }

  public func size(after size: PictureSize) throws -> PictureSize {
    try Window.check(window, in: size, at: range)
    return size.with(height: window.height, width: window.width)
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    let (top, left) = Window.middle(target.size, in: picture.size)
    Window.copy(picture, to: target, top: top, left: left)
  }
}
