import Diagnostics

/// The text of an expression and where it stands in its file.
struct ExpressionText {
  let text: String
  let bytes: [UInt8]
  /// The whole scalar, quotes included.
  private let scalar: SourceRange?
  /// Where the text's bytes stand in the file; `nil` where the scalar is spelled otherwise than its text (escapes).
  private let places: [Int]?

  init(_ text: String, in scalar: SourceRange?) {
    self.text = text
    self.bytes = Array(text.utf8)
    self.scalar = scalar
    self.places = scalar.flatMap { Self.places(of: Array(text.utf8), in: $0) }
  }

  /// Of a text of several lines, the ends of lines and what stands before the next are places of the blank that they make.
  private static func places(of text: [UInt8], in scalar: SourceRange) -> [Int]? {
    let written = Array(scalar.text.utf8)
    func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    var next: Int
    switch written.first {
    case text.first: next = 0
    case UInt8(ascii: "'"), UInt8(ascii: "\""): next = 1
    case UInt8(ascii: ">"), UInt8(ascii: "|"):
      next = written.firstIndex(of: UInt8(ascii: "\n")) ?? written.count
    default: next = 0
    }
    var places: [Int] = []
    for byte in text {
      if !isBlank(byte) {
        while next < written.count, isBlank(written[next]) { next += 1 }
      }
      let isWritten = next < written.count && written[next] == byte
      guard isWritten || isBlank(byte) else { return nil }
      places.append(scalar.start + next)
      if isWritten { next += 1 }
    }
    return places
  }

  /// The place of the bytes from `first` up to `last`.
  func range(_ first: Int, _ last: Int) -> SourceRange? {
    guard let scalar, let places, !places.isEmpty else { return scalar }
    func end(_ position: Int) -> Int { places[min(position, places.count) - 1] + 1 }
    let start = first < places.count ? places[first] : end(first)
    return SourceRange(
      file: scalar.file, start: start, end: last > first ? end(last) : start)
  }

  func slice(_ first: Int, _ last: Int) -> String {
    String(decoding: bytes[max(0, first)..<min(bytes.count, max(first, last))], as: UTF8.self)
  }
}
