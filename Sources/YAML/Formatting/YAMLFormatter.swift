import Diagnostics

/// Sets blanks, indentation and blank lines of YAML right, and nothing else.
///
/// No tree is printed. What libyaml's scanner reads is copied; only the gaps between its tokens change: blanks, line
/// breaks, the columns of comments. So no comment, quote or spelling of a number can be lost, and no line moves to
/// another place. Documentation/Editors.md has the rules.
struct YAMLFormatter {
  private typealias Token = TokenStream.Token

  private let text: [UInt8]
  private var output = FormattedText()
  private(set) var comments: [Range<Int>] = []

  /// The open block levels, from the outermost, and those that were open at the token before.
  private var levels: [Level] = []
  private var before: [Level] = []
  /// A level whose first token has not been written yet.
  private var pending: Level?
  /// Whether the next token begins a map's key.
  private var isKey = false
  /// How far a line moves that begins with a value under its key; `nil` in a line that begins with an entry.
  private var ownShift: Int?
  private var flowLevel = 0
  private var flowShift = 0

  private var last: Token?
  /// Below a block scalar, the column from which on a comment would be its text, and the one to take instead.
  private var textColumn: (limit: Int, instead: Int)?
  private var endsInText = false

  /// - Parameter file: YAML whose lines end in LF.
  /// - Throws: what is not YAML, or nested too deeply.
  init(_ file: SourceFile) throws(Diagnostic) {
    self.text = Array(file.text.utf8)
    let tokens = TokenStream(file)
    while true {
      let token = try tokens.next()
      guard add(token) else {
        throw Diagnostic.machine("internal: '\(file.name)' has text between its tokens")
      }
      if token.kind == .streamEnd { break }
    }
  }

  var result: [UInt8] { output.bytes }

  /// - Returns: whether nothing but blanks and comments stands before the token.
  private mutating func add(_ token: Token) -> Bool {
    switch token.kind {
    case .streamStart: break
    case .blockListStart: pending = Level(kind: .list, old: token.column)
    case .blockMapStart: pending = Level(kind: .map, old: token.column)
    case .blockEnd:
      endListInMapColumn()
      _ = levels.popLast()
    case .key where token.bytes.isEmpty:
      guard flowLevel == 0 else { break }
      isKey = true
      if pending == nil { endListInMapColumn() }
    default: return write(token)
    }
    return true
  }

  private mutating func write(_ token: Token) -> Bool {
    let start = last?.bytes.upperBound ?? 0
    guard start <= token.bytes.lowerBound,
      let gap = Gap(text, start..<token.bytes.lowerBound, beginsLine: last == nil)
    else { return false }
    if flowLevel == 0, pending == nil {
      if token.kind == .dash, levels.last?.kind == .map {
        pending = Level(kind: .listInMapColumn, old: token.column)
      }
      if token.kind == .key || token.kind == .colon { endListInMapColumn() }
    }
    let column = self.column(of: token)
    write(gap, next: token.kind == .streamEnd ? nil : (token.column, column))
    guard token.kind != .streamEnd else { return true }
    if !gap.isBroken, let last {
      output.append(
        blanks: Spacing.blanks(after: last.kind, before: token.kind, now: gap.width))
    } else if flowLevel == 0 {
      ownShift = beginsEntry(token) ? nil : column - token.column
    }
    if var level = pending {
      level.new = output.column
      levels.append(level)
      pending = nil
    }
    last = token
    copy(token)
    before = levels
    isKey = false
    return true
  }

  private mutating func endListInMapColumn() {
    if levels.last?.kind == .listInMapColumn { levels.removeLast() }
  }

  private func beginsEntry(_ token: Token) -> Bool {
    switch token.kind {
    case .dash, .key, .colon, .documentStart, .documentEnd, .directive: true
    default: isKey
    }
  }

  /// The column of a token that begins a line.
  private func column(of token: Token) -> Int {
    if flowLevel > 0 { return max(0, token.column + flowShift) }
    guard let level = levels.last else {
      // In the first column it would be a mark between documents.
      guard token.kind == .scalar(.plain), token.column > 0 else { return 0 }
      let first = text[token.bytes.lowerBound]
      return first == UInt8(ascii: "-") || first == UInt8(ascii: ".") ? 2 : 0
    }
    return pending == nil && beginsEntry(token) ? level.new : level.new + 2
  }

  private mutating func write(_ gap: Gap, next: (old: Int, new: Int)?) {
    comments += gap.comments
    write(gap.comment, after: gap, oldColumn: last?.endColumn ?? 0)
    guard gap.isBroken || next == nil else { return }
    let placement = CommentPlacement(before: before, next: next)
    var followsBlank = false
    var isBlank = false
    for line in gap.lines {
      switch line {
      case .blank: (followsBlank, isBlank) = (true, true)
      case .comment(let range, let old):
        var column = placement.column(of: old, followsBlank: followsBlank)
        if flowLevel > 0 { column = max(0, old + flowShift) }
        if let limit = textColumn?.limit, column >= limit { column = textColumn?.instead ?? 0 }
        textColumn = nil
        output.startLine(column: column, afterBlank: isBlank)
        output.append(text[range])
        isBlank = false
      }
    }
    textColumn = nil
    if let next {
      output.startLine(column: next.new, afterBlank: isBlank)
    } else if !endsInText {
      output.finish()
    }
  }

  /// Writes the comment after a line's text: two blanks behind it or more, in its column where that is free.
  private mutating func write(_ comment: Range<Int>?, after gap: Gap, oldColumn: Int) {
    guard let comment else { return }
    let keeps = gap.width >= 2 && !gap.hasTab
    let column = max(keeps ? oldColumn + gap.width : 0, output.column + 2)
    output.append(blanks: column - output.column)
    output.append(text[comment])
  }

  private mutating func copy(_ token: Token) {
    let level = levels.last
    var shift = flowLevel > 0 ? flowShift : ownShift ?? level?.shift ?? 0
    switch token.kind {
    case .flowStart:
      flowShift = shift
      flowLevel += 1
    case .flowEnd: flowLevel -= 1
    case .scalar(let style) where style.isBlock: return copyBlock(token, level)
    case .scalar(let style):
      // Lines that begin with '---' must not come to the first column.
      if level == nil { shift = max(0, shift) }
      let moved = MovedLines.scalar(
        text[token.bytes], by: shift, least: level.map { $0.new + 1 } ?? 0,
        isDoubleQuoted: style == .doubleQuoted)
      return output.append(moved)
    default: break
    }
    output.append(text[token.bytes])
  }

  private mutating func copyBlock(_ token: Token, _ level: Level?) {
    let scalar = BlockScalar(text, token.bytes, level: level?.old)
    output.append(text[scalar.header])
    if let comment = scalar.comment {
      comments += comment.comments
      write(comment.comment, after: comment, oldColumn: token.column + scalar.header.count)
    }
    var limit = 0
    if let body = scalar.body {
      let old = scalar.indentation ?? .max
      let new = level.map { $0.new + (scalar.indicator ?? 2) } ?? scalar.indentation ?? 0
      output.append([0x0A])
      output.append(MovedLines.block(text[body], from: old, to: new))
      limit = new
    }
    last?.bytes = token.bytes.lowerBound..<scalar.end
    // Text below an empty scalar may begin anywhere to the right of the level.
    let instead = level?.new ?? 0
    textColumn = (scalar.body == nil ? instead + 1 : limit, instead)
    endsInText = scalar.endsFile
  }
}
