extension PNG {
  /// Something that a file says of its picture, as `exiftool`, ImageMagick and Pillow read it.
  public struct Text: Sendable, Hashable {
    /// 1 to 79 letters of ASCII, such as `Title`.
    public let keyword: String
    public let text: String

    /// The keyword of what says where the cells of a sheet are.
    public static let axes = "Axes"
    /// The keyword of the titles of a sheet's values.
    public static let rows = "Rows"

    public init(_ keyword: String, _ text: String) {
      self.keyword = keyword
      self.text = text
    }

    /// The chunk: `tEXt` for ASCII, otherwise `iTXt`, which is UTF-8.
    var chunk: [UInt8] {
      let bytes = Array(shown.utf8).filter { $0 != 0 }
      let isPlain = bytes.allSatisfy { $0 < 128 }
      let name = Array((isPlain ? "tEXt" : "iTXt").utf8)
      // iTXt: not compressed, and neither a language nor the keyword in it.
      let between: [UInt8] = isPlain ? [0] : [0, 0, 0, 0, 0]
      let content = name + Array(keyword.utf8) + between + bytes
      return Self.bigEndian(UInt32(content.count - 4)) + content
        + Self.bigEndian(CRC32.standard.checksum(content))
    }

    /// The text without what a terminal would act on: programs that print what a file says print it as it is.
    private var shown: String {
      text.unicodeScalars.map { scalar -> String in
        let isLine = scalar == "\n" || scalar == "\t" || scalar.value == 0
        return scalar.properties.generalCategory == .control && !isLine
          ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
      }.joined()
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
  }

  /// The signature and the header's chunk, behind which texts stand.
  private static let headerBytes = 33

  /// The picture as a file's bytes, with texts: always the same for the same picture and texts.
  ///
  /// - Throws: where a side is above 1,048,576.
  public static func encode(_ picture: Picture, texts: [Text]) throws -> [UInt8] {
    var bytes = try encode(picture)
    bytes.insert(contentsOf: texts.flatMap(\.chunk), at: headerBytes)
    return bytes
  }

  /// The texts of a file that ``encode(_:texts:)`` made.
  static func texts(of bytes: [UInt8]) -> [Text] {
    var texts: [Text] = []
    var place = signature.count
    while place + 12 <= bytes.count {
      let count = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard place + 12 + count <= bytes.count else { break }
      let name = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      let parts = bytes[place + 8..<place + 8 + count].split(
        separator: 0, omittingEmptySubsequences: true)
      if name == "tEXt" || name == "iTXt", let first = parts.first {
        texts.append(
          Text(
            String(decoding: first, as: UTF8.self),
            parts.count > 1 ? String(decoding: parts[parts.count - 1], as: UTF8.self) : ""))
      }
      place += 12 + count
    }
    return texts
  }
}
