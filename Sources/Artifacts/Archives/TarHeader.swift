import Diagnostics

/// One file's header in a tar archive (POSIX.1-1988 ustar): 512 bytes, numbers in octal.
///
/// Only regular files are written and read: no folders, links or devices. Times, owners and modes are always the same,
/// so that equal files make equal archives.
struct TarHeader: Hashable {
  static let size = 512
  /// The most bytes of a name.
  private static let longestName = 255

  let name: String
  let byteCount: Int

  /// The bytes after the content, up to a multiple of 512.
  var padding: Int { (Self.size - byteCount % Self.size) % Self.size }

  /// - Throws: a name that the format does not hold, or that nobody would unpack.
  func bytes() throws -> [UInt8] {
    guard name.utf8.count <= Self.longestName, let (prefix, rest) = Self.split(name) else {
      throw Diagnostic("the name '\(name.excerpt)' is too long for an archive", at: nil)
    }
    guard Self.isInside(name) else {
      throw Diagnostic("'\(name.excerpt)' cannot be the name of a file in an archive", at: nil)
    }
    guard byteCount < 1 << 33 else {
      throw Diagnostic("'\(name.excerpt)' has more bytes than an archive holds: 8 GB", at: nil)
    }
    var header = [UInt8](repeating: 0, count: Self.size)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(rest, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(Self.octal(byteCount, digits: 11), at: 124)
    put("00000000000", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(prefix, at: 345)
    put(Self.octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
    return header
  }

  /// - Returns: `nil` for the end of the archive, which is zeros.
  /// - Throws: a header that is damaged, of anything but a file, or of a file that would stand elsewhere.
  init?(_ header: [UInt8], archive: String) throws {
    precondition(header.count == Self.size)
    guard header.contains(where: { $0 != 0 }) else { return nil }
    func damaged(_ problem: String) -> Diagnostic { .content(archive, problem) }
    var blank = header
    for index in 148..<156 { blank[index] = UInt8(ascii: " ") }
    guard Self.number(header[148..<156]) == blank.reduce(0, { $0 + Int($1) }) else {
      throw damaged("is damaged: the sum of a header is wrong")
    }
    guard header[156] == UInt8(ascii: "0") || header[156] == 0 else {
      throw damaged("holds something that is no file")
    }
    guard header[257..<262].elementsEqual("ustar".utf8),
      let rest = Self.text(header[0..<100]), let prefix = Self.text(header[345..<500]),
      let count = Self.number(header[124..<136])
    else { throw damaged("is no archive of this kind") }
    let name = prefix.isEmpty ? rest : prefix + "/" + rest
    guard Self.isInside(name) else {
      throw damaged("holds a file that would stand elsewhere: '\(name.excerpt)'")
    }
    self.init(name: name, byteCount: count)
  }

  init(name: String, byteCount: Int) {
    self.name = name
    self.byteCount = byteCount
  }

  /// Whether a name leads to a file below the folder that it is unpacked into.
  static func isInside(_ name: String) -> Bool {
    name.utf8.count <= longestName && Folder.leadsDown(name)
      && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
  }

  /// A name as prefix and rest, divided at a slash where it is long.
  private static func split(_ name: String) -> (prefix: String, rest: String)? {
    let bytes = Array(name.utf8)
    guard bytes.count > 100 else { return ("", name) }
    for index in bytes.indices where bytes[index] == UInt8(ascii: "/") && index <= 155 {
      let rest = bytes[(index + 1)...]
      if rest.count <= 100, !rest.isEmpty {
        return (
          String(decoding: bytes[..<index], as: UTF8.self), String(decoding: rest, as: UTF8.self)
        )
      }
    }
    return nil
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: field, as: UTF8.self).trimming { $0 == " " || $0 == "\0" }
    guard !text.isEmpty, text.utf8.count <= 12 else { return nil }
    return text.allSatisfy { ("0"..."7").contains($0) } ? Int(text, radix: 8) : nil
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String? {
    String(validating: field.prefix { $0 != 0 }, as: UTF8.self)
  }
}

extension String {
  fileprivate func trimming(_ isLeft: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isLeft(last) { text.removeLast() }
    while let first = text.first, isLeft(first) { text.removeFirst() }
    return String(text)
  }
}
