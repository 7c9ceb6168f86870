/// What stands between two tokens: blanks, line breaks and comments.
struct Gap {
  enum Line: Equatable {
    case blank
    case comment(Range<Int>, column: Int)
  }

  /// A comment after text.
  private(set) var comment: Range<Int>?
  /// The blanks after the token: all of the gap's where it holds no line break, else those before a comment.
  private(set) var width = 0
  private(set) var hasTab = false
  /// The lines that lie wholly in the gap.
  private(set) var lines: [Line] = []
  /// Whether the token after the gap begins a line.
  private(set) var isBroken: Bool

  /// - Parameter beginsLine: whether the gap begins at the start of a line, as the first of a file does.
  /// - Returns: `nil` where something else stands there.
  init?(_ text: [UInt8], _ range: Range<Int>, beginsLine: Bool) {
    isBroken = beginsLine
    var position = range.lowerBound
    while position < range.upperBound {
      let start = position
      while position < range.upperBound, text[position].isBlank { position += 1 }
      if !isBroken {
        width = position - start
        hasTab = text[start..<position].contains(0x09)
      }
      guard position < range.upperBound else { return }
      var line = Line.blank
      if text[position] == UInt8(ascii: "#") {
        let first = position
        while position < range.upperBound, text[position] != 0x0A { position += 1 }
        var end = position
        while text[end - 1].isBlank { end -= 1 }
        if isBroken {
          line = .comment(first..<end, column: first - start)
        } else {
          comment = first..<end
        }
      }
      guard position == range.upperBound || text[position] == 0x0A else { return nil }
      if isBroken { lines.append(line) }
      isBroken = isBroken || position < range.upperBound
      position += 1
    }
  }

  /// Where the comments' texts stand, in order.
  var comments: [Range<Int>] {
    (comment.map { [$0] } ?? [])
      + lines.compactMap { if case .comment(let range, _) = $0 { range } else { nil } }
  }
}

extension UInt8 {
  /// A space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}
