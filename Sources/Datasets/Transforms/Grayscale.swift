import Config
import Diagnostics

/// The luma of pictures in colour.
///
/// `x: [H, W, 3]` → `[H, W, 1]`; grey pictures stay as they are. `y = 0.2989 r + 0.587 g + 0.114 b`. Source: tf.image.rgb_to_grayscale.
public struct Grayscale: PictureTransform {
  public static let schema = Schema(
    "grayscale", "Converts colour pictures to grey.",
    discussion: "y = 0.2989 r + 0.587 g + 0.114 b, as tf.image.rgb_to_grayscale.")

  public init(_ fields: Fields) throws {}

  public func size(after size: PictureSize) throws -> PictureSize {
    guard size.channels == 3 || size.channels == 1 else {
      throw Diagnostic(
        "'grayscale' works on pictures of 3 channels, not of \(size.channels)", at: nil)
    }
    return PictureSize(height: size.height, width: size.width, channels: 1)
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    guard picture.size.channels == 3 else {
      return target.elements.update(from: picture.elements, count: picture.size.count)
    }
    for i in 0..<target.size.count {
      let pixel = picture.elements + 3 * i
      target.elements[i] = Float(
        0.2989 * Double(pixel[0]) + 0.587 * Double(pixel[1]) + 0.114 * Double(pixel[2]))
    }
  }
}
