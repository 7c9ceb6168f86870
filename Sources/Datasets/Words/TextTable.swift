import Diagnostics
import Foundation

/// Texts of a file, with labels where there are any: its lines, or a column of a table.
struct TextTable: Sendable {
  var texts = NumberedTexts()
  var labels: CSVTable.Column?

  /// What of a file is read.
  struct Layout: Sendable {
    /// `nil` where each line is a text.
    var columns: CSVLayout?
    var standardization: Standardization
  }

  /// - Parameter limit: at most so many texts, the first.
  /// - Throws: bytes that are no UTF-8, with line and column; a row that lacks the column or its number; an empty file.
  init(_ data: Data, of file: DataFile, _ layout: Layout, limit: Int?) throws {
    try data.withUnsafeBytes { bytes in
      if let wrong = UTF8Text.firstWrongByte(of: bytes) {
        throw CSVText(bytes, delimiter: 0, of: file).notText(at: wrong)
      }
      if let columns = layout.columns {
        try read(bytes, columns, file, layout, limit: limit ?? .max)
      } else {
        var text = CSVText(bytes, delimiter: 0, of: file, quotes: false)
        while texts.count < limit ?? .max, let line = text.line() {
          texts.append(layout.standardization.words(bytes[line]))
        }
      }
    }
    guard !texts.isEmpty else { throw file.malformed("holds no texts") }
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ columns: CSVLayout, _ file: DataFile, _ layout: Layout,
    limit: Int
  ) throws {
    var text = CSVText(
      bytes, delimiter: columns.delimiter, of: file, quotes: columns.quotesTexts)
    let start = text
    guard text.beginRecord() else { return }
    let first = try text.record()
    let names = try first.map { try text.text($0) }
    let found = try columns.find(
      in: names, isNumber: first.map { text.number($0) != nil }, of: file)
    if !found.hasHeader { text = start }
    let place = found.fields[0].columns[0]
    var labels = found.fields.count > 1 ? CSVTable.Scalars(name: "label") : nil
    while texts.count < limit, text.beginRecord() {
      let cells = try text.record(of: found.columnCount)
      let content =
        text.isPlain(cells[place])
        ? layout.standardization.words(bytes[cells[place].content])
        : layout.standardization.words(Array(try text.text(cells[place]).utf8))
      texts.append(content)
      if found.fields.count > 1 {
        try labels?.append(cells[found.fields[1].columns[0]], of: text)
      }
    }
    self.labels = labels?.column
    try self.labels?.checkMissing(of: file)
  }
}
