/// Prints diagnostics for people: the place, the message, the source line and a caret under the range.
///
/// ```
/// vae.yaml:41:16: error: conv2d has no field 'filter'; did you mean 'filters'?
///       - conv2d: {filter: 32}
///                  ^~~~~~
/// ```
public struct CaretPrinter: Sendable {
  /// Whether ANSI colours are used.
  public let isColored: Bool
  /// The widest source line that is shown whole; of longer ones a window around the range is shown.
  public let width: Int

  public init(isColored: Bool = false, width: Int = 100) {
    self.isColored = isColored
    self.width = max(20, width)
  }

  /// The diagnostic with its notes; every line ends with a line break.
  public func print(_ diagnostic: Diagnostic) -> String {
    let name = diagnostic.warning.map { " [\($0.rawValue)]" } ?? ""
    var text = lines(diagnostic.severity, diagnostic.message.cut + name, diagnostic.range)
    for note in diagnostic.notes { text += lines(.note, note.message.cut, note.range) }
    return text
  }

  private func lines(
    _ severity: Diagnostic.Severity, _ message: String, _ range: SourceRange?
  ) -> String {
    let place = range.map { paint("\($0.place.cut.escapedForDisplay): ", "1") } ?? ""
    let label = paint("\(severity.rawValue):", severity.color)
    // What another program said has lines of its own; a text of the user's is quoted on one line.
    let lines = message.split(omittingEmptySubsequences: false) { $0.isNewline }
      .map { paint(String($0).escapedForDisplay, "1") }
    return place + label + " " + lines.joined(separator: "\n  ") + "\n"
      + (range.map(excerpt) ?? "")
  }

  /// The message of an error that was printed without colours, in its first line; `nil` of any other line.
  public static func error(in line: Substring) -> String? {
    let label = "\(Diagnostic.Severity.error.rawValue): "
    if line.hasPrefix(label) { return String(line.dropFirst(label.count)) }
    return line.firstRange(of: ": " + label).map { String(line[$0.upperBound...]) }
  }

  /// The source line and the line with the caret; nothing for a blank line.
  private func excerpt(_ range: SourceRange) -> String {
    let file = range.file
    let index = file.lineIndex(at: range.start)
    let lineStart = file.lineStarts[index]
    let lineEnd = file.lineEnd(index)
    let start = min(range.start, lineEnd)
    let end = min(max(range.end, start), lineEnd)
    // A character takes at most some 30 bytes here, so that a line of a megabyte costs no more than a window.
    let reach = width * 32
    let before = cells(file.slice(from: max(lineStart, start - reach), to: start))
    let inside = cells(file.slice(from: start, to: min(end, start + reach)))
    let after = cells(file.slice(from: end, to: min(lineEnd, end + reach)))
    guard !(before + inside + after).allSatisfy({ $0.text.allSatisfy(\.isWhitespace) }) else {
      return ""
    }

    var isCutBefore = lineStart < start - reach
    var isCutAfter = lineEnd > end + reach || end > start + reach
    var shownBefore = before
    var shownInside = inside
    var shownAfter = after
    let total = [before, inside, after].reduce(0) { $0 + columns($1) }
    if total > width || isCutBefore || isCutAfter {
      let room = width - 2
      shownInside = prefix(inside, room * 2 / 3)
      isCutAfter = isCutAfter || shownInside.count < inside.count
      let left = room - columns(shownInside)
      shownBefore = suffix(before, max(left / 2, left - columns(after)))
      isCutBefore = isCutBefore || shownBefore.count < before.count
      shownAfter =
        shownInside.count < inside.count ? [] : prefix(after, left - columns(shownBefore))
      isCutAfter = isCutAfter || shownAfter.count < after.count
    }
    let ellipsis = isCutBefore ? "…" : ""
    let shown = (shownBefore + shownInside + shownAfter).map(\.text).joined()
    let indent = String(repeating: " ", count: columns(shownBefore) + (isCutBefore ? 1 : 0))
    let caret = "^" + String(repeating: "~", count: max(0, columns(shownInside) - 1))
    return ellipsis + trimmed(shown) + (isCutAfter ? "…" : "") + "\n" + indent
      + paint(caret, "1;32") + "\n"
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  private func cells(_ text: String) -> [DisplayCell] { text.map { DisplayCell($0) } }

  private func columns(_ cells: [DisplayCell]) -> Int { cells.reduce(0) { $0 + $1.width } }

  private func prefix(_ cells: [DisplayCell], _ room: Int) -> [DisplayCell] {
    var left = room
    return Array(
      cells.prefix {
        left -= $0.width
        return left >= 0
      })
  }

  private func suffix(_ cells: [DisplayCell], _ room: Int) -> [DisplayCell] {
    Array(prefix(cells.reversed(), room).reversed())
  }

  private func paint(_ text: String, _ code: String) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension Diagnostic.Severity {
  fileprivate var color: String {
    switch self {
    case .error: "1;31"
    case .warning: "1;35"
    case .note: "1;36"
    }
  }
}
