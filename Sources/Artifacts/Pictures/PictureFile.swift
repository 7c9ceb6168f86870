import CImages
import Diagnostics

/// A PNG or JPEG file; which of them is seen from its first bytes, not from its name.
public enum PictureFile: PictureFormat {
  public static let endings = [".jpeg", ".jpg", ".png"]
  public static let closings = [PNG.closing, JPEG.closing]

  /// Whether a file's name is a picture's; those of hidden files are not.
  public static func isCalledSo(_ path: String) -> Bool {
    let name = path.lowercased()
    return !path.split(separator: "/").contains { $0.hasPrefix(".") }
      && endings.contains { name.hasSuffix($0) }
  }

  /// The largest number of pixels that is decoded unless more is allowed: 16,384 × 16,384.
  public static let standardMaximumPixels = 1 << 28

  /// The picture in a file.
  ///
  /// - Throws: where it cannot be read, is neither format, or is damaged.
  public static func read(
    _ path: String, maximumPixels: Int = standardMaximumPixels
  ) throws -> Picture {
    try read(fileAt: path, maximumPixels: maximumPixels)
  }

  /// What a file's header says; usually reads its first 64 KiB only.
  public static func describe(_ path: String) throws -> PictureInfo {
    try describe(fileAt: path)
  }

  public static func decode(
    _ bytes: [UInt8], name: String, maximumPixels: Int = standardMaximumPixels
  ) throws -> Picture {
    if bytes.starts(with: PNG.signature) {
      return try PNG.decode(bytes, name: name, maximumPixels: maximumPixels)
    }
    if bytes.starts(with: JPEG.signature) {
      return try JPEG.decode(bytes, name: name, maximumPixels: maximumPixels)
    }
    throw unknown(name)
  }

  public static func describe(_ bytes: [UInt8], name: String) throws -> PictureInfo {
    if bytes.starts(with: PNG.signature) { return try PNG.describe(bytes, name: name) }
    if bytes.starts(with: JPEG.signature) { return try JPEG.describe(bytes, name: name) }
    throw unknown(name)
  }

  private static func unknown(_ path: String) -> Diagnostic {
    .content(
      path, "is neither a PNG nor a JPEG file", advice: "convert it to one of them, or remove it")
  }

  static func decode(
    _ format: String, name: String, _ body: (inout CImagesPicture) -> Int32
  ) throws -> Picture {
    var picture = CImagesPicture()
    let good = body(&picture)
    defer { cimages_release(picture.pixels) }
    let info = try check(picture, good: good == 1, format, name: name)
    let count = info.height * info.width * info.channels
    return Picture(
      height: info.height, width: info.width, channels: info.channels,
      pixels: Array(UnsafeBufferPointer(start: picture.pixels, count: count)))
  }

  static func describe(
    _ format: String, name: String, _ body: (inout CImagesPicture) -> Int32
  ) throws -> PictureInfo {
    var picture = CImagesPicture()
    let good = body(&picture)
    return try check(picture, good: good == 1, format, name: name)
  }

  private static func check(
    _ picture: CImagesPicture, good: Bool, _ format: String, name: String
  ) throws -> PictureInfo {
    guard good else {
      guard picture.lacks_memory == 0 else {
        throw Diagnostic.machine("there is not enough memory for the picture '\(name)'")
      }
      let reason = withUnsafeBytes(of: picture.message, text)
      throw Diagnostic.content(name, "cannot be read as \(format): \(reason)")
    }
    return PictureInfo(
      height: Int(picture.height), width: Int(picture.width), channels: Int(picture.channels))
  }
}

/// The text in a C array of characters.
func text(_ characters: UnsafeRawBufferPointer) -> String {
  String(decoding: characters.prefix { $0 != 0 }, as: UTF8.self)
}
