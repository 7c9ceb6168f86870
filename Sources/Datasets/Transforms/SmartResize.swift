import Config

/// Brings pictures to a size without changing their aspect: what is beyond it is cut off at both ends first.
///
/// `x: [H, W, C]` → `[h, w, C]`. The window in the middle is as large as fits: `min(H, W · h / w)` high, `min(W, H · w / h)` wide, rounded
/// down. Source: keras.utils.image.smart_resize.
public struct SmartResize: PictureTransform {
  public static let schema = Schema(
    "smart_resize", "Crops pictures to the aspect ratio of a size, then resizes them.",
    discussion: "As keras.utils.image.smart_resize.", mainField: "size",
    example: "smart_resize: 32",
    fields: [
      PictureFields.size(.required, "The size: a side, or [height, width]."),
      PictureFields.method(.bilinear),
    ])

  let height: Int
  let width: Int
  let method: ResizeMethod

  public init(_ fields: Fields) throws {
    (height, width) = PictureFields.size(fields)
    method = PictureFields.method(fields)
  }

  public var keepsRange: Bool { method != .bicubic }

  public func size(after size: PictureSize) throws -> PictureSize {
    size.with(height: height, width: width)
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    let size = picture.size
    let window = size.with(
      height: max(1, min(size.height, size.width * height / width)),
      width: max(1, min(size.width, size.height * width / height)))
    let (top, left) = Window.middle(window, in: size)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: window.count) { buffer in
      guard let cut = buffer.baseAddress else { return }
      Window.copy(picture, to: PictureTarget(size: window, elements: cut), top: top, left: left)
      Resampling(height: height, width: width, method: method)
        .apply(PictureView(size: window, elements: UnsafePointer(cut)), to: target)
    }
  }
}
