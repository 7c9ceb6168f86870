import Config
import Diagnostics

/// Brings pictures to a size and cuts a smaller window out at random; outside training brings them to the window's size.
///
/// `x: [H, W, C]` → `[h, w, C]`. The fields of an example share the window.
/// Source: Isola et al. 2017, as the TensorFlow tutorials "pix2pix" and "CycleGAN" have it (mirroring is `random_flip`).
public struct Jitter: PictureTransform {
  public static let schema = Schema(
    "jitter", "Resizes pictures and crops a window at random.",
    discussion: "Outside training pictures are brought to the window's size.",
    example: "jitter: {resize: 30, crop: 28}",
    fields: [
      PictureFields.size(.required, "The size before the window is cut out.", name: "resize"),
      PictureFields.size(.required, "The window's size.", name: "crop"),
      PictureFields.method(.nearest),
    ])

  let whole: (height: Int, width: Int)
  let window: (height: Int, width: Int)
  let method: ResizeMethod

  public init(_ fields: Fields) throws {
    whole = PictureFields.size(fields, "resize")
    window = PictureFields.size(fields, "crop")
    method = PictureFields.method(fields)
    guard window.height <= whole.height, window.width <= whole.width else {
      throw Diagnostic("the crop is larger than the size before it", at: fields.range(of: "crop"))
    }
  }

  public var isRandom: Bool { true }
  public var keepsRange: Bool { method != .bicubic }

  public func size(after size: PictureSize) throws -> PictureSize {
    size.with(height: window.height, width: window.width)
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    guard let draw else {
      return Resampling(height: window.height, width: window.width, method: method)
        .apply(picture, to: target)
    }
    let (top, left) = Window.random(target.size, in: whole.height, whole.width, draw)
    Resampling(height: whole.height, width: whole.width, method: method)
      .apply(picture, to: target, top: top, left: left)
  }
}
