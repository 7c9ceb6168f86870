/// Random YAML: a tree that knows nothing of blanks, and its text in one style or another, with comments put into it.
struct MadeYAML {
  indirect enum Node {
    /// A value in one line.
    case word(String)
    /// A plain or quoted text, by its lines.
    case lines([String])
    /// A flow collection, by its lines, between which comments may stand.
    case flow([String])
    /// `|` or `>` with its marks, and its lines.
    case block(String, [String])
    case map([(key: String, value: Node)])
    case list([Node])
  }

  /// How a tree is written.
  struct Style {
    var mapIndent = 2
    /// 0: in the map's column.
    var listIndent = 2
    var blanksAfterDash = 1
    var blanksAfterColon = 1
    var blockIndent = 2
    /// Whether a map or list in a list begins below its dash.
    var hasBareDashes = false
    var hasBlankLines = false

    static func any(_ random: inout MadeNumbers) -> Style {
      Style(
        mapIndent: 1 + random.below(6), listIndent: random.below(5),
        blanksAfterDash: 1 + random.below(4), blanksAfterColon: 1 + random.below(4),
        blockIndent: 1 + random.below(6))
    }
  }

  enum Comments {
    /// In the columns of entries, so that where they belong does not depend on the style.
    case besideEntries
    case everywhere
  }

  private(set) var text = ""
  /// The comments' texts in their order.
  private(set) var comments: [String] = []
  private var random: MadeNumbers
  private let style: Style
  private let places: Comments

  init(_ tree: Node, _ style: Style, comments: Comments, seed: UInt64) {
    random = MadeNumbers(seed: seed)
    self.style = style
    places = comments
    write(tree, column: 0)
    if places == .everywhere { writeComments(upTo: 0) }
  }

  private mutating func write(_ node: Node, column: Int) {
    switch node {
    case .map(let entries):
      for entry in entries {
        beginEntry(column)
        text += entry.key + ":"
        writeValue(entry.value, column: column, blanks: style.blanksAfterColon, isItem: false)
      }
    case .list(let items):
      for item in items {
        beginEntry(column)
        text += "-"
        writeValue(item, column: column, blanks: style.blanksAfterDash, isItem: true)
      }
    case .word, .lines, .flow, .block: writeValue(node, column: column, blanks: 0, isItem: false)
    }
  }

  /// Begins an entry's line; the one of a map's first entry after a dash has begun.
  private mutating func beginEntry(_ column: Int) {
    if let last = text.last, last != "\n" { return }
    if style.hasBlankLines, random.below(4) == 0 {
      text += ["\n", " \n\n", "\n\n\n"][random.below(3)]
    }
    writeComments(upTo: column)
    text += blanks(column)
  }

  private mutating func writeValue(_ node: Node, column: Int, blanks count: Int, isItem: Bool) {
    switch node {
    case .word(let word):
      text += word.isEmpty ? "" : blanks(count) + word
      endLine()
    case .lines(let lines):
      let indented = lines.dropFirst().map { $0.isEmpty ? "" : blanks(column + 2) + $0 }
      text += blanks(count) + ([lines[0]] + indented).joined(separator: "\n")
      endLine()
    case .flow(let lines):
      text += blanks(count)
      for (index, line) in lines.enumerated() {
        if index > 0 { writeComments(upTo: places == .everywhere ? 12 : column + 2) }
        text += index > 0 ? blanks(column + 2) + line : line
        endLine()
      }
    case .block(let header, let lines):
      text += blanks(count) + header
      endLine()
      for line in lines {
        text += (line.isEmpty ? "" : blanks(column + style.blockIndent) + line) + "\n"
      }
    case .map, .list:
      if isItem, !style.hasBareDashes {
        text += blanks(count)
        return write(node, column: column + 1 + count)
      }
      endLine()
      if case .list = node, !isItem { return write(node, column: column + style.listIndent) }
      write(node, column: column + style.mapIndent)
    }
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private mutating func endLine() {
    if random.below(3) == 0 {
      text += blanks(places == .everywhere ? 1 + random.below(9) : 1) + comment()
    }
    if places == .everywhere, random.below(5) == 0 { text += "  " }
    text += "\n"
  }

  /// Comments on lines of their own; farther to the right they would be lines of a text above.
  private mutating func writeComments(upTo column: Int) {
    for _ in 0..<random.below(3) {
      let place = places == .everywhere ? random.below(column + 1) : column
      text += blanks(place) + comment() + "\n"
    }
  }

  private mutating func comment() -> String {
    let texts = ["c", "- dropout: 0.5", "x:  [ 1 ,2 ]", "é \u{1F600}", "\"'"]
    comments.append("#\(comments.count) " + texts[random.below(texts.count)])
    return comments[comments.count - 1]
  }
}

extension MadeYAML {
  private static let names = ["a", "learning_rate", "é", "日本", "x-y", "\u{1F600}", "n 1"]

  private static let leaves: [Node] = [
    .word("1e-3"), .word("text of words"), .word("'it''s'"), .word("\"a\\n\\\"\""), .word("[]"),
    .word("[1, [2, b], {c: d}]"), .word("{a: {b: 1}, c: }"), .word("&anchor 12"), .word("!t v"),
    .word("~"), .word("http://x.y#z"), .word("\u{1F600} é"), .word(""), .word("'# no comment'"),
    .flow(["[1,", "  2,", " 3]"]), .flow(["{a: [1,", "    2],", "  b: c,", "}"]),
    .lines(["plain", "over lines", "", "  of text"]), .lines(["'quoted", "", " over'"]),
    .lines(["\"double \\", "  quoted\\", "\\ x\""]),
    .block("|", ["one", "  two", "", "# three"]), .block(">-", ["folded", "text", "", " more"]),
    .block("|+", ["kept", "", ""]), .block(">", ["", "later"]), .block("|-", ["stripped"]),
  ]

  /// A tree, a map at its root.
  static func tree(_ random: inout MadeNumbers, depth: Int = 0) -> Node {
    let count = 1 + random.below(4)
    let kind = depth == 0 ? 0 : depth == 4 ? 2 : random.below(3)
    switch kind {
    case 0:
      return .map(
        (0..<count).map { index in
          (
            key: names[random.below(names.count)] + "\(index)",
            value: tree(&random, depth: depth + 1)
          )
        })
    case 1: return .list((0..<count).map { _ in tree(&random, depth: depth + 1) })
    default: return leaves[random.below(leaves.count)]
    }
  }
}

/// Numbers that look random and are the same every time.
struct MadeNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
