import Artifacts
import Diagnostics
import Foundation
import Processes

/// Gathers texts that an archive has in files of their own into a table, one line each:
/// `label<TAB>rating<TAB>path<TAB>text`.
///
/// The label is which of the table's patterns the path is of, from 0. The rating is the number behind the last `_` of the
/// file's name, as in `train/pos/249_10.txt`; empty where there is none. Tabs and ends of lines of a text become blanks.
/// Lines are in the order of the files' names, and of their paths where these are equal, so that the same archive always
/// gives the same bytes.
struct TextGathering {
  /// One table of a recipe.
  struct Table: Sendable {
    let name: String
    /// Patterns of paths, one for each label.
    let patterns: [String]
  }

  let table: Table
  /// The most bytes of one text.
  static let longest = 1 << 20
  /// The most bytes of a table.
  static let largest = 1 << 30

  /// - Parameters:
  ///   - files: where each file is, and its path in the archive.
  ///   - folder: where the table goes.
  /// - Throws: a text or a table that is too large, and a table that is empty; a full disk.
  func write(_ files: [(place: String, path: String)], to folder: String) throws {
    let texts = files.compactMap { place, path in
      label(of: path).map { (name: Folder.name(of: path), path: path, place: place, label: $0) }
    }
    .sorted { ($0.name, $0.path) < ($1.name, $1.path) }
    guard !texts.isEmpty else {
      throw Diagnostic.machine("nothing of the archive belongs into '\(table.name)'")
    }
    var bytes: [UInt8] = []
    for text in texts {
      if Interruption.isRequested { throw Interruption() }
      bytes += Array("\(text.label)\t\(rating(of: text.name))\t\(blank(text.path))\t".utf8)
      let content = try InputFile.contents(of: text.place, maximum: Self.longest)
      bytes += content.map { Self.separators.contains($0) ? UInt8(ascii: " ") : $0 }
      bytes.append(Self.newline)
      guard bytes.count <= Self.largest else {
        throw Diagnostic.machine("'\(table.name)' would have more than \(Self.largest) bytes")
      }
    }
    try AtomicFile.write(bytes, to: folder + "/" + table.name)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let separators = [UInt8(ascii: "\t"), newline, UInt8(ascii: "\r")]

  private func label(of path: String) -> Int? {
    table.patterns.firstIndex { fnmatch($0, path, 0) == 0 }
  }

  /// `10` of `249_10.txt`.
  private func rating(of name: String) -> String {
    let stem = name.split(separator: ".").first ?? ""
    guard let line = stem.lastIndex(of: "_") else { return "" }
    let digits = stem[stem.index(after: line)...]
    return digits.allSatisfy { "0123456789".contains($0) } ? String(digits) : ""
  }

  /// A path as a cell.
  private func blank(_ path: String) -> String {
    String(path.map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }
}
