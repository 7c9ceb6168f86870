import Diagnostics

/// The text of an expression and where it stands in its file.
struct ExpressionText {
  let text: String
  let bytes: [UInt8]
  /// The whole scalar, quotes included.
  private let scalar: SourceRange?
  /// Where the text's first byte stands in the file; `nil` where the scalar is spelled otherwise than its text
  /// (several lines, escapes).
  private let start: Int?

  init(_ text: String, in scalar: SourceRange?) {
    self.text = text
    self.bytes = Array(text.utf8)
    self.scalar = scalar
    guard let scalar else {
      self.start = nil
      return
    }
    let written = scalar.text
    if written == text {
      self.start = scalar.start
    } else if written == "'\(text)'" || written == "\"\(text)\"" {
      self.start = scalar.start + 1
    } else {
      self.start = nil
    }
  }

  /// The place of the bytes from `first` up to `last`.
  func range(_ first: Int, _ last: Int) -> SourceRange? {
    guard let scalar, let start else { return scalar }
    return SourceRange(file: scalar.file, start: start + first, end: start + last)
  }

  func slice(_ first: Int, _ last: Int) -> String {
    String(decoding: bytes[max(0, first)..<min(bytes.count, max(first, last))], as: UTF8.self)
  }
}
