import Diagnostics
import Foundation

/// What a file of comma-separated numbers holds.
struct CSVTable: Sendable {
  var rowCount = 0
  /// The numbers of a row that are not its label.
  var valueCount = 0
  /// Row after row; empty where only the labels were kept.
  var values: [Float] = []
  var labels: [Double] = []
  /// Whether every label is a whole number that an int32 holds.
  var hasWholeLabels = true
}

/// Reads comma-separated numbers strictly: every row as long as the first, every cell a finite decimal number.
struct CSVReader: Sendable {
  enum Label: Sendable, Hashable {
    case last, first
    /// From 0.
    case column(Int)
    case named(String)
  }
  enum Keeping: Sendable { case labels, everything }

  static let maximumColumns = 1 << 20
  /// The characters that numbers are written with.
  static let numeric = Set("0123456789+-.eE\n\r\"".utf8)

  let delimiter: UInt8
  let hasHeader: Bool
  let label: Label?
  let labelRange: SourceRange?

  /// - Throws: an empty file, a row of another length, a cell that is no number; each with line and column.
  func read(_ data: Data, of file: DataFile, keeping: Keeping) throws -> CSVTable {
    try data.withUnsafeBytes { bytes in
      var cursor = Cursor(bytes: bytes, reader: self, file: file)
      return try cursor.read(keeping: keeping)
    }
  }

  private struct Cursor {
    let bytes: UnsafeRawBufferPointer
    let reader: CSVReader
    let file: DataFile
    var offset = 0
    var line = 1
    var lineStart = 0

    init(bytes: UnsafeRawBufferPointer, reader: CSVReader, file: DataFile) {
      self.bytes = bytes
      self.reader = reader
      self.file = file
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      if bytes.prefix(3).elementsEqual(mark) {
        offset = 3
        lineStart = 3
      }
    }

    mutating func read(keeping: Keeping) throws -> CSVTable {
      let (columns, label) = try shape()
      var table = CSVTable()
      table.valueCount = columns - (label == nil ? 0 : 1)
      guard table.valueCount > 0 else {
        throw malformed("a row holds nothing but its label", at: lineStart)
      }
      if keeping == .everything {
        // A number takes two bytes with its delimiter: the file's size bounds what is reserved.
        let rows = bytes.lazy.filter { $0 == UInt8(ascii: "\n") }.count + 1
        table.values.reserveCapacity(min(rows * table.valueCount, bytes.count / 2 + 1))
      }
      while !atEnd() {
        for column in 0..<columns {
          if column > 0 {
            guard offset < bytes.count, bytes[offset] == reader.delimiter else {
              throw ragged(found: column, expected: columns)
            }
            offset += 1
          }
          if column == label {
            let value = try number()
            if value != value.rounded() || abs(value) > Double(Int32.max) {
              table.hasWholeLabels = false
            }
            table.labels.append(value)
          } else if keeping == .everything {
            table.values.append(Float(try number()))
          } else {
            skipCell()
          }
        }
        try endRow(columns)
        table.rowCount += 1
      }
      guard table.rowCount > 0 else { throw file.malformed("has no rows") }
      return table
    }

    /// The number of columns and which is the label; leaves the cursor at the first row of numbers.
    private mutating func shape() throws -> (columns: Int, label: Int?) {
      guard !atEnd() else { throw file.malformed("is empty") }
      var end = offset
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      let cells = bytes[offset..<end].split(
        separator: reader.delimiter, maxSplits: CSVReader.maximumColumns,
        omittingEmptySubsequences: false)
      guard cells.count <= CSVReader.maximumColumns else {
        throw malformed("more than \(CSVReader.maximumColumns) columns", at: offset)
      }
      let label = try labelColumn(cells)
      if reader.hasHeader {
        offset = min(end + 1, bytes.count)
        line += 1
        lineStart = offset
      }
      return (cells.count, label)
    }

    private func labelColumn(_ cells: [Slice<UnsafeRawBufferPointer>]) throws -> Int? {
      switch reader.label {
      case nil: return nil
      case .last: return cells.count - 1
      case .first: return 0
      case .column(let column):
        guard column < cells.count else {
          throw Diagnostic(
            "there is no column \(column + 1): '\(file.written)' has \(cells.count)",
            at: reader.labelRange)
        }
        return column
      case .named(let name):
        let names = cells.map { CSVReader.name($0) }
        guard let column = names.firstIndex(of: name) else {
          let known = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
          throw Diagnostic(
            "'\(file.written)' has no column '\(name)'", at: reader.labelRange,
            notes: [.init("its columns are \(known)\(names.count > 20 ? ", …" : "")")])
        }
        return column
      }
    }

    /// Whether nothing but white space is left; the cursor is at the start of a line.
    private func atEnd() -> Bool {
      for byte in bytes[offset...] where !Self.isSpace(byte) && byte != UInt8(ascii: "\n") {
        return false
      }
      return true
    }

    static func isSpace(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private mutating func skipSpaces() {
      while offset < bytes.count, Self.isSpace(bytes[offset]), bytes[offset] != reader.delimiter {
        offset += 1
      }
    }

    private mutating func skipCell() {
      while offset < bytes.count, bytes[offset] != reader.delimiter,
        bytes[offset] != UInt8(ascii: "\n")
      {
        offset += 1
      }
    }

    private mutating func endRow(_ columns: Int) throws {
      guard offset < bytes.count else { return }
      if bytes[offset] == reader.delimiter { throw ragged(found: nil, expected: columns) }
      offset += 1
      line += 1
      lineStart = offset
    }

    /// One cell; leaves the cursor at the delimiter, the line's end or the file's.
    private mutating func number() throws -> Double {
      skipSpaces()
      let start = offset
      let value = DecimalNumber.parse(bytes, &offset)
      skipSpaces()
      let ended =
        offset == bytes.count || bytes[offset] == reader.delimiter
        || bytes[offset] == UInt8(ascii: "\n")
      guard let value, ended else {
        offset = start
        skipCell()
        let cell = CSVReader.name(bytes[start..<offset])
        throw malformed(
          cell.isEmpty ? "a number is missing" : "'\(cell)' is no number", at: start,
          notes: line == 1 && !reader.hasHeader
            ? ["where the first row names the columns, write 'header: true'"] : [])
      }
      guard value.isFinite, Float(value).isFinite else {
        throw malformed("'\(CSVReader.name(bytes[start..<offset]))' is too large", at: start)
      }
      return value
    }

    private func ragged(found: Int?, expected: Int) -> Diagnostic {
      malformed(
        found.map { "the row has \($0) column\($0 == 1 ? "" : "s"), the first has \(expected)" }
          ?? "the row has more than the \(expected) columns of the first", at: offset)
    }

    private func malformed(_ message: String, at place: Int, notes: [String] = []) -> Diagnostic {
      file.malformed(message, place: ":\(line):\(place - lineStart + 1)", notes: notes)
    }
  }

  /// A cell as a name: without spaces and quotes around it, shortened, with what cannot be printed replaced.
  static func name(_ cell: Slice<UnsafeRawBufferPointer>) -> String {
    var bytes = Array(cell.prefix(100))
    while let last = bytes.last, Cursor.isSpace(last) { bytes.removeLast() }
    bytes.removeFirst(bytes.prefix { Cursor.isSpace($0) }.count)
    if bytes.count >= 2, bytes.first == UInt8(ascii: "\""), bytes.last == UInt8(ascii: "\"") {
      bytes = Array(bytes.dropFirst().dropLast())
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
  }
}
