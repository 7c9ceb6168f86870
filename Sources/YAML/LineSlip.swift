import Diagnostics

/// Finds the line that a slip stands in: libyaml tells of the next place where it cannot go on, which may be lines below.
struct LineSlip {
  /// A line that a block's key, item or value begins; comments and what goes on inside brackets or a text are none.
  private struct Line {
    /// Of the first character that is not blank.
    let start: Int
    let number: Int
    let indent: Int
    let text: Substring
    /// Where in this line something begins that a later one may go on with: items and, last, the first key.
    let levels: [Level]
    var isItem: Bool { levels[0].isItem }
    /// Without a comment.
    let value: Substring
  }

  private struct Level {
    let column: Int
    let isItem: Bool
  }

  private let file: SourceFile
  private let lines: [Line]

  init(_ file: SourceFile) {
    self.file = file
    var lines: [Line] = []
    var depth = 0
    var textAbove: Int?
    var number = 0
    for line in file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let text = line.drop { $0 == " " }
      let indent = line.utf8.count - text.utf8.count
      guard let first = text.first, first != "#" else { continue }
      if let level = textAbove, indent > level { continue }
      textAbove = nil
      let value = Self.value(text)
      let isInside = depth > 0
      depth = max(0, depth + Self.brackets(value))
      if isInside { continue }
      if ["|", ">", "|-", ">-", "|+", ">+"].contains(where: { value.hasSuffix(" " + $0) }) {
        textAbove = indent
      }
      let start = file.text.utf8.distance(from: file.text.startIndex, to: text.startIndex)
      lines.append(
        Line(
          start: start, number: number, indent: indent, text: text,
          levels: Self.levels(text, indent), value: value))
    }
    self.lines = lines
  }

  private static func levels(_ text: Substring, _ indent: Int) -> [Level] {
    var levels: [Level] = []
    var rest = text
    var column = indent
    while rest.hasPrefix("- ") {
      levels.append(Level(column: column, isItem: true))
      let next = rest.dropFirst().drop { $0 == " " }
      column += rest.utf8.count - next.utf8.count
      rest = next
    }
    return levels + [Level(column: column, isItem: rest == "-")]
  }

  /// A line without the comment at its end and the blanks before it.
  private static func value(_ text: Substring) -> Substring {
    var quote: Character?
    var last: Character = " "
    var end = text.endIndex
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'", " [{,:(".contains(last) {
        quote = character
      } else if character == "#", last == " " {
        end = index
        break
      }
      last = character
    }
    var value = text[..<end]
    while value.last == " " { value.removeLast() }
    return value
  }

  /// How many brackets a line opens beyond those it closes.
  private static func brackets(_ value: Substring) -> Int {
    value.utf8.reduce(0) { depth, byte in
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth + 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth - 1
      default: depth
      }
    }
  }

  /// Which line a place stands in.
  private func index(of place: SourceRange) -> Int? {
    guard let index = lines.lastIndex(where: { $0.start <= place.start }),
      !file.slice(from: lines[index].start, to: place.start).contains(where: \.isNewline)
    else { return nil }
    return index
  }

  /// What may go on in a line.
  private func open(above index: Int) -> [Level] {
    var open: [Level] = []
    for line in lines[..<index] {
      open.removeAll { $0.column >= line.indent }
      open += line.levels
    }
    return open
  }

  private func range(_ line: Line, _ length: Int) -> SourceRange {
    SourceRange(file: file, start: line.start, end: line.start + length)
  }

  private static func isWord(_ text: some StringProtocol) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Whether a line goes on with a value without quotes that begins above it.
  private func isText(_ index: Int) -> Bool {
    var index = index
    while index > 0, !lines[index].isItem, !lines[index].value.contains(": "),
      !lines[index].value.hasSuffix(":")
    {
      let above = lines[index - 1]
      if above.value.contains(": "), let key = above.levels.last, key.column < lines[index].indent {
        return true
      }
      index -= 1
    }
    return false
  }

  private static func word(_ text: Substring) -> Substring {
    text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Whether the line of the ':' at a place is a key before it, and not the words of a text that goes on.
  func isKey(before place: SourceRange) -> Bool {
    guard let index = self.index(of: place), index > 0 else { return false }
    return Self.isWord(begin(of: lines[index], to: place)) && !isText(index - 1)
  }

  /// What stands in a line before a place, without the marks of items.
  private func begin(of line: Line, to place: SourceRange) -> Substring {
    file.slice(from: line.start, to: place.start).drop { $0 == " " || $0 == "-" }
  }

  // MARK: Slips

  /// What to say where a merge left both sides of what it could not join, with its marks, wherever reading stopped.
  func mergeConflict() -> Diagnostic? {
    let texts = file.text.split(whereSeparator: \.isNewline)
    guard let mark = texts.first(where: { $0.hasPrefix("<<<<<<< ") }),
      texts.contains(where: { $0.hasPrefix(">>>>>>> ") })
    else { return nil }
    let start = file.text.utf8.distance(from: file.text.startIndex, to: mark.startIndex)
    return Diagnostic(
      "a merge left both sides of a conflict here: keep the lines that are meant, without '<<<<<<<', '=======' and '>>>>>>>'",
      at: SourceRange(file: file, start: start, end: start + mark.utf8.count))
  }

  /// What to say where, at a place or above it, what looks like a blank is none: in the indentation, or behind a '-' or ':'.
  func foreignBlank(upTo place: SourceRange) -> Diagnostic? {
    for line in lines where line.start <= place.start {
      guard let index = Self.foreignBlank(in: line.text) else { continue }
      let start = line.start + line.text[..<index].utf8.count
      let blank = String(line.text[index])
      return Diagnostic(
        "this only looks like a blank: it is '\(blank.excerpt)'; write a plain one in its place",
        at: SourceRange(file: file, start: start, end: start + blank.utf8.count))
    }
    return nil
  }

  private static func foreignBlank(in text: Substring) -> String.Index? {
    let begun = text.drop { $0 == " " || $0 == "-" }
    if begun.first?.isForeignBlank == true { return begun.startIndex }
    let next = begun.drop { isWord(String($0)) }.dropFirst()
    let isBehindKey = begun.startIndex < next.startIndex && text[..<next.startIndex].last == ":"
    return isBehindKey && next.first?.isForeignBlank == true ? next.startIndex : nil
  }

  /// What to say where an item, at a place or in the line above it, begins with a dash or a point that is no '-'.
  func foreignDash(at place: SourceRange) -> Diagnostic? {
    guard let index = self.index(of: place) else { return nil }
    let marks: Set<Character> = [
      "\u{2010}", "\u{2011}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{2022}",
    ]
    for line in lines[max(index - 1, 0)...index] {
      guard let mark = line.text.first, marks.contains(mark),
        line.text.dropFirst().first == " "
      else { continue }
      return Diagnostic(
        "an item of a list begins with '-'; this is '\(String(mark).excerpt)'",
        at: range(line, String(mark).utf8.count))
    }
    return nil
  }

  /// What to say where a text in quotes ends before a place, and its line goes on: `about: 'it's mine'`.
  func closedText(before place: SourceRange) -> Diagnostic? {
    guard let index = self.index(of: place) else { return nil }
    let before = file.slice(from: lines[index].start, to: place.start)
    let text = before.drop { $0 != "\"" && $0 != "'" }
    guard let quote = text.first, text.utf8.count > 1, text.last(where: { $0 != " " }) == quote,
      before[..<text.startIndex].last == " "
    else { return nil }
    return Diagnostic(
      quote == "'"
        ? "the text has ended before this; within single quotes write '' for one"
        : "the text has ended before this; within double quotes write \\\" for one, or put all in single quotes",
      at: place)
  }

  /// What to say where the item in the line above a place is a call, as in Python: `- Dense(64)` with `as` beneath it.
  func call(above place: SourceRange) -> Diagnostic? {
    guard let index = self.index(of: place), index > 0, lines[index - 1].isItem else { return nil }
    let line = lines[index - 1]
    let item = line.value.drop { $0 == " " || $0 == "-" }
    let name = item.prefix { $0 == "." || Self.isWord(String($0)) }
    let rest = item[name.endIndex...]
    guard rest.hasPrefix("("), rest.hasSuffix(")"), let word = name.split(separator: ".").last
    else { return nil }
    let start = line.start + line.value.utf8.count - item.utf8.count
    return Diagnostic(
      "YAML has no calls; fields have names: '\(String(word).excerpt): \(rest == "()" ? "{}" : "{…: …}")'",
      at: SourceRange(file: file, start: start, end: start + item.utf8.count))
  }

  /// What to say where the line of a place begins in a column that nothing above it does, or where the lines above do:
  /// of both, the fewer are wrong.
  func indentation(at place: SourceRange) -> Diagnostic? {
    guard let index = self.index(of: place), index > 0 else { return nil }
    let own = lines[index]
    let begun = Set(lines[..<index].map(\.indent))
    let all = self.open(above: index).map(\.column)
    let columns = all.filter(begun.contains)
    let deeper = columns.filter { $0 > own.indent }.min()
    let sibling = deeper.flatMap { isParent(index, ofColumn: $0) ? nil : $0 }
    guard !all.contains(own.indent),
      let other = sibling ?? columns.filter({ $0 < own.indent }).max(),
      // What stands deeper under a key without a value is right.
      other > own.indent || !lines[index - 1].value.hasSuffix(":")
    else { return nil }
    let above = lines[..<index].reversed().prefix { $0.indent >= min(other, own.indent) }
      .filter { $0.indent == other }
    let below = lines[index...].prefix { $0.indent >= own.indent }
      .filter { $0.indent == own.indent }
    guard let nearest = above.first else { return nil }
    let (wrong, right) = above.count < below.count ? (nearest, own) : (own, nearest)
    if wrong.number == lines[index - 1].number, own.indent >= wrong.indent + 2 {
      return Diagnostic(
        "a value stands behind this key, and line \(own.number) cannot stand under it too",
        at: range(wrong, max(Self.word(wrong.text).utf8.count, 1)))
    }
    let column = wrong.number == own.number ? other : own.indent
    let mine = wrong.number == own.number ? own.indent : other
    return Diagnostic(
      "this line is indented by \(mine.counted("blank")), and line \(right.number) by \(column); "
        + "what belongs together begins in one column", at: range(wrong, 1))
  }

  /// Whether what stands under a key begins in a column: then the key's siblings are not what begins there.
  private func isParent(_ index: Int, ofColumn column: Int) -> Bool {
    guard lines[index].value.hasSuffix(":"), index + 1 < lines.count else { return false }
    let next = lines[index + 1].indent
    return next > lines[index].indent && next <= column
  }

  /// What to say where a line that is no item begins in the column of a list's items.
  func missingDash(at place: SourceRange) -> Diagnostic? {
    guard let index = self.index(of: place), !lines[index].isItem else { return nil }
    let own = lines[index]
    let open = self.open(above: index)
    guard let level = open.lastIndex(where: { $0.column == own.indent }) else { return nil }
    let length = Self.word(own.text).utf8.count
    // Of what is no word, the first character whole.
    let shown = range(own, max(length, own.text.first?.utf8.count ?? 1))
    if open[level].isItem {
      let other =
        own.value.contains(":")
        ? ", or its indentation is that of the items, whose field it is" : ""
      return Diagnostic(
        "the '- ' before this item of a list is missing\(other)", at: shown)
    }
    guard level > 0, open[level - 1].isItem, length == own.value.utf8.count else { return nil }
    return Diagnostic(
      "expected 'key: value'; the ':' after this key is missing, or the '- ' before it where it is an item of the list",
      at: shown)
  }

  /// What to say where the line above a place that begins as deep is `epochs 30`.
  func missingColon(above place: SourceRange) -> Diagnostic? {
    guard let index = self.index(of: place), index > 0 else { return nil }
    let (own, above) = (lines[index], lines[index - 1])
    guard Self.isWord(begin(of: own, to: place)), !isText(index - 1),
      let level = above.levels.last, level.column == own.indent,
      !above.value.contains(": "), !above.value.hasSuffix(":")
    else { return nil }
    let key = above.text.dropFirst(level.column - above.indent)
    let word = Self.word(key)
    guard word.first?.isLetter == true else { return nil }
    let start = above.start + level.column - above.indent
    return Diagnostic(
      "expected 'key: value'; the ':' after this key is missing",
      at: SourceRange(file: file, start: start, end: start + word.utf8.count))
  }

  /// What to say where a quote that was open for lines was closed in the line of a place, by one that was to open another.
  func openQuote(before place: SourceRange) -> Diagnostic? {
    let bytes = Array(file.text.utf8.prefix(place.start))
    var last: (open: Int, close: Int)?
    var index = 0
    var before = UInt8(ascii: "\n")
    var isBegin = true
    while index < bytes.count {
      let byte = bytes[index]
      if isBegin, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        guard let close = Self.close(bytes, from: index) else { break }
        if bytes[index..<close].contains(UInt8(ascii: "\n")) { last = (index, close) }
        index = close
        isBegin = false
      } else if byte == UInt8(ascii: "#"), before <= UInt8(ascii: " ") {
        while index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "\n") { index += 1 }
      } else if byte > UInt8(ascii: " ") {
        isBegin = [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ",")].contains(byte)
      } else if before == UInt8(ascii: ":") || before == UInt8(ascii: "-")
        || byte == UInt8(ascii: "\n")
      {
        isBegin = true
      }
      before = bytes[index]
      index += 1
    }
    guard let last, !bytes[last.close...].contains(UInt8(ascii: "\n")) else { return nil }
    let end = SourceRange(file: file, start: last.close, end: last.close + 1)
    return Diagnostic(
      "this quote is not closed in its line",
      at: SourceRange(file: file, start: last.open, end: last.open + 1),
      notes: [.init("it is closed here", at: end)])
  }

  /// Where the quote that opens at an offset is closed.
  private static func close(_ bytes: [UInt8], from open: Int) -> Int? {
    var index = open + 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\"), bytes[open] == UInt8(ascii: "\"") {
        index += 1
      } else if bytes[index] == bytes[open] {
        let isDoubled =
          bytes[open] == UInt8(ascii: "'") && index + 1 < bytes.count
          && bytes[index + 1] == bytes[open]
        if !isDoubled { return index }
        index += 1
      }
      index += 1
    }
    return nil
  }
}
