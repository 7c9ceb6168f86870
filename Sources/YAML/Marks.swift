import CYAML
import Diagnostics

/// Turns libyaml's marks, which count characters, into UTF-8 offsets of the file.
struct Marks {
  let file: SourceFile
  /// Where in the file the text given to libyaml begins.
  let start: Int
  /// The UTF-8 offset of every 64th character; `nil` where every character is a byte.
  private let offsets: [Int]?

  private static let stride = 64

  init(file: SourceFile, start: Int) {
    self.file = file
    self.start = start
    let bytes = file.text.utf8.dropFirst(start)
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      self.offsets = nil
      return
    }
    var offsets: [Int] = []
    var characters = 0
    var offset = start
    for byte in bytes {
      if byte & 0xC0 != 0x80 {
        if characters % Marks.stride == 0 { offsets.append(offset) }
        characters += 1
      }
      offset += 1
    }
    self.offsets = offsets
  }

  func offset(_ mark: yaml_mark_t) -> Int {
    let length = file.text.utf8.count
    let index = Int(clamping: mark.index)
    guard let offsets else { return min(start + min(index, length), length) }
    guard index / Marks.stride < offsets.count else { return length }
    var offset = offsets[index / Marks.stride]
    let bytes = file.text.utf8
    var position = bytes.index(bytes.startIndex, offsetBy: offset)
    for _ in 0..<(index % Marks.stride) {
      guard position < bytes.endIndex else { break }
      repeat {
        position = bytes.index(after: position)
        offset += 1
      } while position < bytes.endIndex && bytes[position] & 0xC0 == 0x80
    }
    return offset
  }

  func range(_ first: yaml_mark_t, _ last: yaml_mark_t) -> SourceRange {
    SourceRange(file: file, start: offset(first), end: offset(last))
  }

  /// The one character at a mark; where that is the end of the text, the last one before it that is not blank.
  func character(at mark: yaml_mark_t) -> SourceRange {
    let bytes = file.text.utf8
    var first = offset(mark)
    if first >= bytes.count {
      first = bytes.count
      while first > start, isBlank(first - 1) { first -= 1 }
      return SourceRange(file: file, start: first, end: first)
    }
    var last = first + 1
    while let byte = byte(at: last), byte & 0xC0 == 0x80 { last += 1 }
    return SourceRange(file: file, start: first, end: last)
  }

  func isBlank(_ offset: Int) -> Bool {
    let byte = byte(at: offset)
    return byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  func byte(at offset: Int) -> UInt8? {
    let bytes = file.text.utf8
    guard offset >= 0, offset < bytes.count else { return nil }
    return bytes[bytes.index(bytes.startIndex, offsetBy: offset)]
  }
}
