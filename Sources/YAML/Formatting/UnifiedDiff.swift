/// The difference between a text and the same formatted, as `diff -u` writes it.
///
/// Formatting takes blank lines away and changes others in place, so lines are paired in their order, without a search.
public struct UnifiedDiff {
  private typealias Line = ArraySlice<UInt8>
  /// Lines that did not change, or that take each other's place.
  private enum Piece {
    case same(Line)
    case changed(old: [Line], new: [Line])
  }

  private static let context = 3

  /// `--- NAME`, `+++ NAME` and the hunks; empty where nothing differs.
  public let text: String

  public init(name: String, from old: String, to new: String) {
    let hunks = Self.hunks(Self.pieces(Self.lines(of: old), Self.lines(of: new)))
    text = hunks.isEmpty ? "" : "--- \(name)\n+++ \(name)\n" + hunks
  }

  /// The lines, each with its line break.
  private static func lines(of text: String) -> [Line] {
    let bytes = Array(text.utf8)
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      lines.append(bytes[start..<end])
      start = end
    }
    return lines
  }

  private static func pieces(_ old: [Line], _ new: [Line]) -> [Piece] {
    func isBlank(_ line: Line) -> Bool {
      line.allSatisfy { $0.isBlank || $0 == 0x0D || $0 == 0x0A }
    }
    var pieces: [Piece] = []
    var removed: [Line] = []
    var added: [Line] = []
    func flush() {
      if !removed.isEmpty || !added.isEmpty { pieces.append(.changed(old: removed, new: added)) }
      (removed, added) = ([], [])
    }
    var position = 0
    for line in old {
      guard position < new.count, isBlank(line) == isBlank(new[position]) else {
        removed.append(line)
        continue
      }
      if line == new[position] {
        flush()
        pieces.append(.same(line))
      } else {
        removed.append(line)
        added.append(new[position])
      }
      position += 1
    }
    added += new[position...]
    flush()
    return pieces
  }

  private static func hunks(_ pieces: [Piece]) -> String {
    var hunks = ""
    var done = 0
    var (oldLine, newLine) = (1, 1)
    for range in hunkRanges(pieces) {
      (oldLine, newLine) = (oldLine + range.lowerBound - done, newLine + range.lowerBound - done)
      var body: [UInt8] = []
      var (oldCount, newCount) = (0, 0)
      for piece in pieces[range] {
        switch piece {
        case .same(let line):
          append(line, " ", to: &body)
          (oldCount, newCount) = (oldCount + 1, newCount + 1)
        case .changed(let old, let new):
          for line in old { append(line, "-", to: &body) }
          for line in new { append(line, "+", to: &body) }
          (oldCount, newCount) = (oldCount + old.count, newCount + new.count)
        }
      }
      // Where a side has no line, its place is the line before.
      let starts = (oldCount == 0 ? oldLine - 1 : oldLine, newCount == 0 ? newLine - 1 : newLine)
      hunks += "@@ -\(starts.0),\(oldCount) +\(starts.1),\(newCount) @@\n"
      hunks += String(decoding: body, as: UTF8.self)
      (oldLine, newLine, done) = (oldLine + oldCount, newLine + newCount, range.upperBound)
    }
    return hunks
  }

  /// The changes with the lines around them; those that touch are one hunk.
  private static func hunkRanges(_ pieces: [Piece]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, piece) in pieces.enumerated() {
      guard case .changed = piece else { continue }
      let end = min(pieces.count, index + context + 1)
      let start = max(0, index - context)
      if let last = ranges.last, start <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<end
      } else {
        ranges.append(start..<end)
      }
    }
    return ranges
  }

  private static func append(_ line: Line, _ mark: String, to body: inout [UInt8]) {
    body += Array(mark.utf8) + line
    if line.last != 0x0A { body += Array("\n\\ No newline at end of file\n".utf8) }
  }
}
