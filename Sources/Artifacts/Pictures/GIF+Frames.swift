extension GIF {
  /// How many pictures a file has; `nil` where it is not there, or is no whole GIF.
  ///
  /// - Throws: a file that is there and cannot be read.
  public static func frameCount(ofFileAt path: String) throws -> Int? {
    guard Folder.exists(path) else { return nil }
    let bytes = try InputFile.contents(of: path)
    guard bytes.count > 13, bytes.starts(with: Array("GIF8".utf8)) else { return nil }
    func table(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    var position = 13 + table(bytes[10])
    var frames = 0
    /// Passes over blocks up to the empty one.
    func skipBlocks() -> Bool {
      while position < bytes.count {
        let length = Int(bytes[position])
        position += 1 + length
        if length == 0 { return true }
      }
      return false
    }
    while position < bytes.count {
      switch bytes[position] {
      case 0x3B: return frames
      case 0x21:
        position += 2
        guard skipBlocks() else { return nil }
      case 0x2C:
        guard position + 10 < bytes.count else { return nil }
        position += 11 + table(bytes[position + 9])
        frames += 1
        guard skipBlocks() else { return nil }
      default: return nil
      }
    }
    return nil
  }
}
