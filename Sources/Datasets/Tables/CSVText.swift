import Diagnostics
import Foundation

/// The records and cells of a text file, as RFC 4180 has them: cells in quotes may hold delimiters, line ends and, doubled, quotes.
///
/// Lines end in LF, CR LF or CR; lines without anything are passed over. Blanks around a cell are no part of it. With a blank as the
/// delimiter any run of blanks and tabs is one.
struct CSVText {
  /// Where the content of a cell is.
  struct Cell {
    /// With quotes, if there are any.
    let place: Int
    let content: Range<Int>
    let isQuoted: Bool
  }

  let bytes: UnsafeRawBufferPointer
  let delimiter: UInt8
  let file: DataFile
  /// Whether cells may stand in quotes.
  let quotes: Bool
  private(set) var offset = 0

  /// The characters that numbers and lines are written with.
  static let numeric = Set("0123456789+-.eE\n\r\"".utf8)

  private static let quote = UInt8(ascii: "\"")

  init(
    _ bytes: UnsafeRawBufferPointer, delimiter: UInt8, of file: DataFile, quotes: Bool = true
  ) {
    self.quotes = quotes
    self.bytes = bytes
    self.delimiter = delimiter
    self.file = file
    offset = Self.start(of: bytes)
  }

  /// Goes to the next record that holds something; `false` at the end.
  mutating func beginRecord() -> Bool {
    while offset < bytes.count {
      skipBlanks()
      guard offset < bytes.count, Self.endsLine(bytes[offset]) else { return offset < bytes.count }
      offset += 1
    }
    return false
  }

  /// The next line that holds something, as it stands, with the blanks that it begins and ends with; `nil` at the end.
  mutating func line() -> Range<Int>? {
    while offset < bytes.count {
      let start = offset
      while offset < bytes.count, !Self.endsLine(bytes[offset]) { offset += 1 }
      let line = start..<offset
      // Of CR LF the second ends a line without anything.
      if offset < bytes.count { offset += 1 }
      if !bytes[line].allSatisfy(Self.isBlank) { return line }
    }
    return nil
  }

  /// The next cell of a record, and whether it is the record's last.
  ///
  /// - Throws: a quote that is not closed, or text behind one.
  mutating func cell() throws -> (cell: Cell, isLast: Bool) {
    skipBlanks()
    let place = offset
    let content: Range<Int>
    let isQuoted = quotes && offset < bytes.count && bytes[offset] == Self.quote
    if isQuoted {
      content = try quoted()
    } else {
      while offset < bytes.count, !isDelimiter(bytes[offset]), !Self.endsLine(bytes[offset]) {
        offset += 1
      }
      var end = offset
      while end > place, Self.isBlank(bytes[end - 1]) { end -= 1 }
      content = place..<end
    }
    let cell = Cell(place: place, content: content, isQuoted: isQuoted)
    if isDelimitedByBlanks { skipRun() } else { skipBlanks() }
    guard offset < bytes.count else { return (cell, true) }
    if Self.endsLine(bytes[offset]) {
      let isPair =
        bytes[offset] == UInt8(ascii: "\r") && offset + 1 < bytes.count
        && bytes[offset + 1] == UInt8(ascii: "\n")
      offset += isPair ? 2 : 1
      return (cell, true)
    }
    if isDelimitedByBlanks { return (cell, false) }
    guard bytes[offset] == delimiter else {
      throw malformed("there is text behind a quote that is closed", at: offset)
    }
    offset += 1
    return (cell, false)
  }

  /// All cells of a record.
  ///
  /// - Throws: more of them than a table has.
  mutating func record() throws -> [Cell] {
    var cells: [Cell] = []
    while true {
      let (next, isLast) = try cell()
      cells.append(next)
      guard cells.count <= CSVReader.maximumColumns else {
        throw malformed("more than \(CSVReader.maximumColumns) columns", at: next.place)
      }
      if isLast { return cells }
    }
  }

  /// All cells of a record behind the first, which has so many.
  ///
  /// - Throws: another number of them.
  mutating func record(of columns: Int) throws -> [Cell] {
    let cells = try record()
    guard cells.count == columns else {
      throw malformed(
        "the row has \(cells.count.counted("column")), the first has \(columns)",
        at: cells[0].place)
    }
    return cells
  }

  /// The content of a cell in quotes; leaves the cursor behind the closing one.
  private mutating func quoted() throws -> Range<Int> {
    let opening = offset
    offset += 1
    while offset < bytes.count {
      if bytes[offset] == Self.quote {
        guard offset + 1 < bytes.count, bytes[offset + 1] == Self.quote else {
          offset += 1
          return opening + 1..<offset - 1
        }
        offset += 1
      }
      offset += 1
    }
    throw malformed("a quote is opened here and never closed", at: opening)
  }

  private var isDelimitedByBlanks: Bool { delimiter == UInt8(ascii: " ") }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    isDelimitedByBlanks ? Self.isBlank(byte) : byte == delimiter
  }

  private mutating func skipBlanks() {
    while offset < bytes.count, Self.isBlank(bytes[offset]), bytes[offset] != delimiter {
      offset += 1
    }
    // Blanks at the beginning of a record that they delimit are none.
    if isDelimitedByBlanks { skipRun() }
  }

  private mutating func skipRun() {
    while offset < bytes.count, Self.isBlank(bytes[offset]) { offset += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// The number in a cell; `nil` where it holds something else.
  func number(_ cell: Cell) -> Double? {
    var offset = cell.content.lowerBound
    let value = DecimalNumber.parse(bytes, &offset)
    return offset == cell.content.upperBound ? value : nil
  }

  /// The text of a cell, doubled quotes made single.
  ///
  /// - Throws: bytes that are no UTF-8.
  func text(_ cell: Cell) throws -> String {
    let content = UnsafeRawBufferPointer(rebasing: bytes[cell.content])
    if let wrong = UTF8Text.firstWrongByte(of: content) {
      throw notText(at: cell.content.lowerBound + wrong)
    }
    guard !isPlain(cell) else { return String(decoding: content, as: UTF8.self) }
    // By bytes: a quote with an accent behind it is another character.
    var isFirst = false
    let single = content.filter { byte in
      isFirst = byte == Self.quote && !isFirst
      return byte != Self.quote || isFirst
    }
    return String(decoding: single, as: UTF8.self)
  }

  /// What is wrong with a byte that is no part of UTF-8 text.
  func notText(at place: Int) -> Diagnostic {
    malformed(
      "the byte 0x\(String(bytes[place], radix: 16, uppercase: true)) is no UTF-8", at: place,
      notes: ["a file in Latin-1 is converted with 'iconv -f LATIN1 -t UTF-8'"])
  }

  /// Whether a cell's bytes are its text as they stand.
  func isPlain(_ cell: Cell) -> Bool {
    !cell.isQuoted || !bytes[cell.content].contains(Self.quote)
  }

  /// Where the text begins.
  private static func start(of bytes: UnsafeRawBufferPointer) -> Int {
    bytes.starts(with: UTF8Text.mark) ? UTF8Text.mark.count : 0
  }

  /// A mistake at a byte, with its line and column.
  func malformed(_ message: String, at place: Int, notes: [String] = []) -> Diagnostic {
    var line = 1
    var start = Self.start(of: bytes)
    for i in 0..<min(place, bytes.count) {
      let endsLine =
        bytes[i] == UInt8(ascii: "\n")
        || bytes[i] == UInt8(ascii: "\r")
          && (i + 1 == bytes.count || bytes[i + 1] != UInt8(ascii: "\n"))
      if endsLine {
        line += 1
        start = i + 1
      }
    }
    return file.malformed(message, place: ":\(line):\(max(1, place - start + 1))", notes: notes)
  }
}
