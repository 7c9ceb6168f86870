import CImages
import Diagnostics

/// Portable Network Graphics.
public enum PNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The chunk IEND, which is empty, with its checksum.
  static let closing: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

  /// The picture as a file's bytes: always the same for the same picture.
  ///
  /// - Throws: where a side is above 1,048,576.
  public static func encode(_ picture: Picture) throws -> [UInt8] {
    guard let height = UInt32(exactly: picture.height), let width = UInt32(exactly: picture.width)
    else { throw Diagnostic.machine("the picture is too large for a PNG file") }
    var encoded = CImagesBytes()
    let good = cimages_png_encode(
      picture.pixels, width, height, UInt32(picture.channels), &encoded)
    defer { cimages_release(encoded.bytes) }
    guard good == 1 else {
      let reason = withUnsafeBytes(of: encoded.message, text)
      throw Diagnostic.machine("the picture cannot be written as PNG: \(reason)")
    }
    return Array(UnsafeBufferPointer(start: encoded.bytes, count: encoded.count))
  }

  /// Decodes a file's bytes: every colour type and depth as 8-bit grey or RGB; alpha is dropped.
  ///
  /// - Throws: where it is no valid PNG file or has more pixels than `maximumPixels`.
  public static func decode(
    _ bytes: [UInt8], name: String, maximumPixels: Int = PictureFile.standardMaximumPixels
  ) throws -> Picture {
    try PictureFile.decode("PNG", name: name) { picture in
      cimages_png_decode(bytes, bytes.count, UInt64(clamping: maximumPixels), &picture)
    }
  }

  /// What the header says; needs only the file's beginning, up to the first pixels.
  public static func describe(_ bytes: [UInt8], name: String) throws -> PictureInfo {
    try PictureFile.describe("PNG", name: name) { picture in
      cimages_png_describe(bytes, bytes.count, &picture)
    }
  }
}
