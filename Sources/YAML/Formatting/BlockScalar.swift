/// The parts of a `|` or `>` scalar: its first line, and the lines of text under it.
struct BlockScalar {
  /// `|2-`
  let header: Range<Int>
  /// The comment after the header, and the blanks before it.
  let comment: Gap?
  /// The lines of text without the last one's break; `nil` where there are none. Blank lines at the end are left to what
  /// follows, unless they are text, as after `|+`.
  let body: Range<Int>?
  /// The column of the text, and what the header says of it, counted from the scalar's level; `nil` where there is none.
  let indentation: Int?
  let indicator: Int?
  /// Where the scalar ends, before the line break.
  let end: Int
  /// Whether the file ends in the text, so that a line break there would be one of the text's.
  let endsFile: Bool

  /// - Parameter level: the column of the level that the scalar stands in; `nil` at the root.
  init(_ text: [UInt8], _ token: Range<Int>, level: Int?) {
    let lineEnd = text[token].firstIndex(of: 0x0A) ?? token.upperBound
    let head = text[token.lowerBound..<lineEnd].prefix { !$0.isBlank }
    var lines: [Range<Int>] = []
    var start = lineEnd + 1
    while start < token.upperBound {
      let end = text[start..<token.upperBound].firstIndex(of: 0x0A) ?? token.upperBound
      lines.append(start..<end)
      start = end + 1
    }
    func indentation(_ line: Range<Int>) -> Int { text[line].prefix { $0 == 0x20 }.count }
    let digit = head.first { $0 >= UInt8(ascii: "1") && $0 <= UInt8(ascii: "9") }
    let indicator = digit.map { Int($0 - UInt8(ascii: "0")) }
    let column =
      indicator.map { (level ?? 0) + $0 }
      ?? lines.first { indentation($0) < $0.count }.map(indentation)
    if !head.contains(UInt8(ascii: "+")) {
      while let last = lines.last, indentation(last) == last.count, last.count <= column ?? .max {
        lines.removeLast()
      }
    }
    header = head.indices
    comment = Gap(text, head.endIndex..<lineEnd, beginsLine: false)
    body = lines.isEmpty ? nil : lines[0].lowerBound..<lines[lines.count - 1].upperBound
    self.indentation = column
    self.indicator = indicator
    end = body?.upperBound ?? lineEnd
    endsFile = body != nil && end == text.count && !head.contains(UInt8(ascii: "-"))
  }
}
