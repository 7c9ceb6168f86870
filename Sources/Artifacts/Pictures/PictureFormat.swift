import Diagnostics

/// How files of one kind become pictures.
public protocol PictureFormat: Sendable {
  /// How the names of such files end, in lower case: `[".png"]`.
  static var endings: [String] { get }
  /// What the header says; `bytes` may be only the file's beginning.
  ///
  /// - Throws: bytes that are no such file, or that end within the header; `name` is what the file is called.
  static func describe(_ bytes: [UInt8], name: String) throws -> PictureInfo
  /// The picture.
  ///
  /// - Throws: where it is damaged, or has more pixels than `maximumPixels`.
  static func decode(_ bytes: [UInt8], name: String, maximumPixels: Int) throws -> Picture
  /// What whole files end with, one of these; where there are none, nothing is known of their ends. A whole file may have more behind it.
  static var closings: [[UInt8]] { get }
}

extension PictureFormat {
  /// The largest file that is read: 2 GiB.
  public static var maximumBytes: Int { 1 << 31 }

  public static var closings: [[UInt8]] { [] }

  /// Whether a file ends as whole ones do; one that does not may be whole all the same.
  ///
  /// - Throws: where it cannot be read.
  public static func endsWhole(fileAt path: String) throws -> Bool {
    guard let longest = closings.map(\.count).max() else { return true }
    let end = try InputFile.ending(of: path, count: longest)
    return closings.contains { end.suffix($0.count) == $0[...] }
  }

  /// What a file's header says; usually reads its first 64 KiB only.
  ///
  /// - Parameter name: what the file is called where it is wrong.
  public static func describe(fileAt path: String, name: String? = nil) throws -> PictureInfo {
    let file = try InputFile(path)
    let start = try file.bytes(min(file.size, 1 << 16))
    do {
      return try describe(start, name: name ?? path)
    } catch  where start.count < file.size {
      // Profiles and previews may push the header further back.
      let whole = try InputFile.contents(of: path, maximum: maximumBytes)
      return try describe(whole, name: name ?? path)
    }
  }

  /// The picture in a file.
  ///
  /// - Throws: where it cannot be read, is of another format, or is damaged.
  public static func read(
    fileAt path: String, name: String? = nil,
    maximumPixels: Int = PictureFile.standardMaximumPixels
  ) throws -> Picture {
    try decode(
      InputFile.contents(of: path, maximum: maximumBytes), name: name ?? path,
      maximumPixels: maximumPixels)
  }
}
