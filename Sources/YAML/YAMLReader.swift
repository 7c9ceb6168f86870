import Diagnostics

/// Reads one YAML document into nodes with places.
///
/// Tags, merge keys, several documents, repeated keys and keys that are not words are errors; aliases are
/// copied, within bounds.
public struct YAMLReader {
  /// The deepest nesting.
  public static let mostLevels = 64
  /// The most values and keys of a file.
  public static let mostValues = 50_000
  /// The most values that aliases may copy.
  public static let mostCopies = 10_000

  private let stream: EventStream
  var diagnostics = DiagnosticList()
  private var anchors: [String: Item] = [:]
  /// Anchors whose value is being read, so that an alias to one is a cycle.
  private var unfinished: Set<String> = []
  private var copies = 0
  private var values = 0
  private var flowLevel = 0
  /// A fragment of the flow collection being read that left a parenthesis open.
  private var fragment: SourceRange?

  /// A value with what its collection needs to know of it.
  struct Item {
    let node: YAMLNode
    var isPlain = false
    var size = 1
    var height = 1
    let source: SourceRange

    /// What the value adds to open parentheses, where it may be a piece of an expression.
    var balance: Int? { isPlain || height > 1 ? FlowCut.balance(of: source.text) : nil }
    /// How many parentheses a first piece leaves open.
    var opened: Int { isPlain ? FlowCut.opened(in: source.text) ?? 0 : 0 }
    var isMissing: Bool { isPlain && source.start == source.end }
  }

  /// Reads the document of `file`, of at most ``SourceFile/mostBytes``, from a UTF-8 offset on (the value of a command-line
  /// override). Wherever a text is from, a file, a checkpoint or a pack, it is held to that.
  ///
  /// What is wrong goes to `diagnostics`; a tree is returned where one could be made in spite of that.
  public static func read(
    _ file: SourceFile, from start: Int = 0, diagnostics: inout DiagnosticList
  ) -> YAMLNode? {
    let size = file.text.utf8.count
    guard size <= SourceFile.mostBytes else {
      diagnostics.add(
        Diagnostic(
          "'\(file.name)' is too large (\(size) bytes); an experiment has at most \(SourceFile.mostBytes)",
          at: nil))
      return nil
    }
    var reader = YAMLReader(file, start)
    do {
      let node = try reader.document()
      diagnostics.add(reader.diagnostics)
      return node
    } catch {
      diagnostics.add(reader.diagnostics)
      diagnostics.add(reader.cut(error))
      return nil
    }
  }

  private init(_ file: SourceFile, _ start: Int) {
    self.stream = EventStream(Marks(file: file, start: start))
  }

  /// A syntax error inside `{ }` after a fragment such as `kl(x` is the expression's, not the braces'.
  private func cut(_ error: Diagnostic) -> Diagnostic {
    guard flowLevel > 0, let fragment else { return error }
    guard let whole = FlowCut.atBracket(fragment) else { return FlowCut.diagnostic(fragment) }
    return FlowCut.diagnostic(fragment, whole: whole.text, at: "bracket")
  }

  private mutating func document() throws(Diagnostic) -> YAMLNode {
    _ = try stream.next()
    let first = try stream.next()
    guard case .documentStart = first.kind else {
      throw Diagnostic("'\(stream.marks.file.name)' is empty", at: nil)
    }
    let item = try value(try stream.next(), level: 1)
    _ = try stream.next()
    let last = try stream.next()
    if case .documentStart = last.kind {
      throw Diagnostic(
        "a second document begins here; a file holds one",
        at: SourceRange(file: last.range.file, start: last.range.start, end: last.range.start + 3))
    }
    return item.node
  }

  private mutating func value(_ event: EventStream.Event, level: Int) throws(Diagnostic) -> Item {
    guard level <= Self.mostLevels else {
      throw Diagnostic("nested too deeply: more than \(Self.mostLevels) levels", at: event.range)
    }
    values += 1
    guard values <= Self.mostValues else {
      throw Diagnostic("the file holds more than \(Self.mostValues) values", at: event.range)
    }
    if event.tag != nil { reportTag(event) }
    if let anchor = event.anchor { unfinished.insert(anchor) }
    let item: Item
    switch event.kind {
    case .alias(let name): return try copy(of: name, at: event.range, level: level)
    case .scalar(let text, let style): item = scalar(text, style == .plain, event)
    case .listStart(let isFlow): item = try list(event, isFlow, level)
    case .mapStart(let isFlow): item = try map(event, isFlow, level)
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .listEnd, .mapEnd:
      throw Diagnostic("a value is missing here", at: event.range)
    }
    if let anchor = event.anchor {
      unfinished.remove(anchor)
      anchors[anchor] = item
    }
    return item
  }

  private mutating func reportTag(_ event: EventStream.Event) {
    var start = event.range.start
    let length = event.range.file.text.utf8.count
    // An anchor may stand before the tag.
    while start < length, stream.marks.byte(at: start) != UInt8(ascii: "!") { start += 1 }
    var end = start
    while end < length, !stream.marks.isBlank(end) { end += 1 }
    let range = SourceRange(file: event.range.file, start: start, end: end)
    diagnostics.add(
      Diagnostic("tags such as '\(range.text.excerpt)' are not part of the language", at: range))
  }

  private mutating func copy(
    of name: String, at range: SourceRange, level: Int
  ) throws(Diagnostic) -> Item {
    if unfinished.contains(name) {
      throw Diagnostic("the alias '*\(name.excerpt)' stands inside what it refers to", at: range)
    }
    guard let item = anchors[name] else {
      let hint = Suggestion.phrase(for: name, among: anchors.keys.sorted())
      throw Diagnostic("unknown alias '*\(name.excerpt)'\(hint)", at: range)
    }
    copies += item.size
    guard copies <= Self.mostCopies else {
      throw Diagnostic(
        "aliases copy too much: more than \(Self.mostCopies) values", at: range)
    }
    guard level + item.height - 1 <= Self.mostLevels else {
      throw Diagnostic("nested too deeply: more than \(Self.mostLevels) levels", at: range)
    }
    var copy = Item(node: item.node, source: range)
    copy.size = item.size
    copy.height = item.height
    return copy
  }

  private mutating func scalar(
    _ text: String, _ isPlain: Bool, _ event: EventStream.Event
  ) -> Item {
    let range = tight(event)
    if isPlain, flowLevel > 0, let open = FlowCut.opened(in: text), open > 0 { fragment = range }
    let content = isPlain ? CoreSchema.content(ofPlain: text) : .text(text)
    return Item(node: YAMLNode(content, range: range), isPlain: isPlain, source: range)
  }

  /// The scalar's place without anchor and tag before it and blank lines after it.
  private func tight(_ event: EventStream.Event) -> SourceRange {
    var end = event.range.end
    while end > event.range.start, stream.marks.isBlank(end - 1) { end -= 1 }
    guard event.anchor != nil || event.tag != nil else {
      return SourceRange(file: event.range.file, start: event.range.start, end: end)
    }
    var start = event.range.start
    while start < end, let byte = stream.marks.byte(at: start),
      byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!")
    {
      while start < end, !stream.marks.isBlank(start) { start += 1 }
      while start < end, stream.marks.isBlank(start) { start += 1 }
    }
    return SourceRange(file: event.range.file, start: start, end: end)
  }

  private mutating func list(
    _ event: EventStream.Event, _ isFlow: Bool, _ level: Int
  ) throws(Diagnostic) -> Item {
    var items: [Item] = []
    flowLevel += isFlow ? 1 : 0
    var next = try stream.next()
    while true {
      if case .listEnd = next.kind { break }
      items.append(try value(next, level: level + 1))
      next = try stream.next()
    }
    if isFlow { leaveFlow() }
    let size = items.reduce(1) { $0 + $1.size }
    let height = items.reduce(0) { max($0, $1.height) } + 1
    if isFlow { items = joined(items) }
    let range = whole(event, next, isFlow, last: items.last?.source)
    return Item(
      node: YAMLNode(.list(items.map(\.node)), range: range), size: size, height: height,
      source: range)
  }

  mutating func reportFragment(_ item: Item) {
    guard item.opened > 0 else { return }
    diagnostics.add(FlowCut.diagnostic(item.source))
  }

  private mutating func leaveFlow() {
    flowLevel -= 1
    if flowLevel == 0 { fragment = nil }
  }

  private func whole(
    _ start: EventStream.Event, _ end: EventStream.Event, _ isFlow: Bool, last: SourceRange?
  ) -> SourceRange {
    SourceRange(
      file: start.range.file, start: start.range.start,
      end: isFlow ? end.range.end : last?.end ?? start.range.end)
  }

  private mutating func map(
    _ event: EventStream.Event, _ isFlow: Bool, _ level: Int
  ) throws(Diagnostic) -> Item {
    var entries: [(key: Item, value: Item)] = []
    flowLevel += isFlow ? 1 : 0
    var next = try stream.next()
    while true {
      if case .mapEnd = next.kind { break }
      let key = try value(next, level: level + 1)
      entries.append((key, try value(try stream.next(), level: level + 1)))
      next = try stream.next()
    }
    if isFlow { leaveFlow() }
    let size = entries.reduce(1) { $0 + $1.key.size + $1.value.size }
    let height = entries.reduce(0) { max($0, $1.key.height, $1.value.height) } + 1
    if isFlow { entries = joined(entries) }
    let range = whole(event, next, isFlow, last: entries.last?.value.source)
    return Item(
      node: YAMLNode(.map(pairs(entries)), range: range), size: size, height: height,
      source: range)
  }

  /// The map's pairs, each key once.
  private mutating func pairs(_ entries: [(key: Item, value: Item)]) -> [YAMLNode.Pair] {
    var first: [String: SourceRange] = [:]
    var pairs: [YAMLNode.Pair] = []
    for (key, value) in entries {
      guard let name = self.name(of: key) else { continue }
      if let earlier = first[name] {
        diagnostics.add(
          Diagnostic(
            "the key '\(name.excerpt)' stands here twice", at: key.source,
            notes: [.init("first here", at: earlier)]))
        continue
      }
      first[name] = key.source
      pairs.append(.init(key: name, keyRange: key.source, value: value.node))
    }
    return pairs
  }

  private mutating func name(of key: Item) -> String? {
    switch key.node.content {
    case .text(let text):
      if text == "<<", key.isPlain {
        diagnostics.add(
          Diagnostic(
            "merge keys (<<) are not part of the language; use 'extends:' or 'blocks:'",
            at: key.source))
        return nil
      }
      if !text.isEmpty { return text }
    case .boolean(let value): return value ? "true" : "false"
    case .number(_, let text): return text
    case .null:
      if !key.isMissing { return key.source.text }
    case .list, .map:
      diagnostics.add(Diagnostic("a key must be a word, not a list or map", at: key.source))
      return nil
    }
    diagnostics.add(Diagnostic("the key before this ':' is missing", at: key.source))
    return nil
  }
}
