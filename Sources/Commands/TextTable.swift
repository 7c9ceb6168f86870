import Diagnostics

/// Rows of cells, printed for a terminal, a spreadsheet or a page.
public struct TextTable: Sendable {
  public let titles: [String]
  public var rows: [[String]]
  /// The titles of columns of words, also of such as read like numbers: a hash may be `12345e678901`.
  private let words: Set<String>

  public init(_ titles: [String], _ rows: [[String]] = [], words: Set<String> = []) {
    self.titles = titles
    self.rows = rows
    self.words = words
  }

  public enum Format: String, Sendable, CaseIterable {
    case text, csv, markdown, json
  }

  public func printed(as format: Format) -> String {
    switch format {
    case .text: text
    case .csv: csv
    case .markdown: markdown
    case .json: json
    }
  }

  /// Columns two blanks apart.
  public var text: String {
    let shown = ([titles] + rows).map { $0.map(\.escapedForDisplay) }
    let widths = titles.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
    return shown.map { row in
      var line = ""
      for (cell, width) in zip(row, widths) { line += cell.padded(to: width + 2) }
      return line.trimmingSuffix { $0 == " " } + "\n"
    }.joined()
  }

  /// As RFC 4180 has it, but for its line ends.
  public var csv: String {
    func cell(_ text: String) -> String {
      // By scalars: CR LF is one character, and neither of the two.
      guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else {
        return text
      }
      return "\"" + text.spelling(["\"": "\"\""]) + "\""
    }
    return ([titles] + rows).map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
  }

  /// A table of GitHub's Markdown.
  public var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(Self.escaped).joined(separator: " | ") + " |\n"
    }
    return line(titles) + "|" + String(repeating: " --- |", count: titles.count) + "\n"
      + rows.map(line).joined()
  }

  private static func escaped(_ cell: String) -> String {
    cell.escapedForDisplay.spelling(["\\": "\\\\", "|": "\\|", "<": "&lt;", "`": "\\`"])
  }

  /// A list of objects; what reads as a number is one, and as a truth value, but in columns of words.
  public var json: String {
    let rows = rows.map { row in
      JSON.object(
        zip(titles, row).map { title, cell in
          .init(title, words.contains(title) ? Self.word(cell) : Self.value(cell))
        }
      ).description
    }
    return rows.isEmpty ? "[]\n" : "[\n" + rows.joined(separator: ",\n") + "\n]\n"
  }

  private static func word(_ cell: String) -> JSON { cell.isEmpty ? .null : .string(cell) }

  private static func value(_ cell: String) -> JSON {
    guard let parsed = try? JSON(parsing: cell) else { return word(cell) }
    switch parsed {
    case .integer, .boolean: return parsed
    // One that is too large is none.
    case .number(let number): return number.isFinite ? parsed : word(cell)
    case .null, .string, .array, .object: return word(cell)
    }
  }
}
