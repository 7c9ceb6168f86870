import CImages
import Diagnostics

/// JPEG, by libjpeg(-turbo), with the accurate integer transform.
public enum JPEG {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]
  /// The marker EOI.
  static let closing: [UInt8] = [0xFF, 0xD9]

  /// Decodes a file's bytes: grey files as grey, all others as RGB.
  ///
  /// - Throws: where it is no valid JPEG file, is truncated, or has more pixels than `maximumPixels`.
  public static func decode(
    _ bytes: [UInt8], name: String, maximumPixels: Int = PictureFile.standardMaximumPixels
  ) throws -> Picture {
    try PictureFile.decode("JPEG", name: name) { picture in
      cimages_jpeg_decode(bytes, bytes.count, UInt64(clamping: maximumPixels), &picture)
    }
  }

  /// What the header says; needs only the file's beginning, up to the first pixels.
  public static func describe(_ bytes: [UInt8], name: String) throws -> PictureInfo {
    try PictureFile.describe("JPEG", name: name) { picture in
      cimages_jpeg_describe(bytes, bytes.count, &picture)
    }
  }
}
