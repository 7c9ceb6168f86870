import Diagnostics
import OrderedCollections
import YAML

extension ConfigNode {
  /// The tree of a YAML document.
  public init(_ node: YAMLNode, origin: ValueOrigin) {
    let content: Content
    switch node.content {
    case .null: content = .null
    case .boolean(let value): content = .boolean(value)
    case .number(let value, let text): content = .number(value, text: text)
    case .text(let text): content = .text(text)
    case .list(let items): content = .list(items.map { ConfigNode($0, origin: origin) })
    case .map(let pairs):
      var entries: OrderedDictionary<String, Entry> = [:]
      for pair in pairs {
        entries[pair.key] = Entry(
          keyRange: pair.keyRange, value: ConfigNode(pair.value, origin: origin))
      }
      content = .map(entries)
    }
    self.init(content, range: node.range, origin: origin)
  }

  /// The tree of a text that was written as one; `nil` where it is no YAML.
  public init?(written text: String) {
    var problems = DiagnosticList()
    let file = SourceFile(name: "written", text: text)
    guard let node = YAMLReader.read(file, diagnostics: &problems) else { return nil }
    self.init(node, origin: .standard)
  }

  public var isNull: Bool {
    if case .null = content { true } else { false }
  }
  public var text: String? {
    if case .text(let text) = content { text } else { nil }
  }
  /// A number, truth value or text as it is written.
  public var written: String? {
    switch content {
    case .number(_, let text), .text(let text): text
    case .boolean(let value): "\(value)"
    case .null, .list, .map: nil
    }
  }
  public var items: [ConfigNode]? {
    if case .list(let items) = content { items } else { nil }
  }
  public var entries: OrderedDictionary<String, Entry>? {
    if case .map(let entries) = content { entries } else { nil }
  }
  /// The value of a key, where this is a map that has it.
  public subscript(_ key: String) -> ConfigNode? { entries?[key]?.value }

  /// What the value is, for messages: "the text 'three'".
  public var summary: String {
    switch content {
    case .null: "nothing (null)"
    case .boolean(let value): "\(value)"
    case .number(_, let text): "the number \(text.excerpt)"
    case .text(let text): "the text '\(text.excerpt)'"
    case .list(let items): items.isEmpty ? "an empty list" : "a list"
    case .map(let entries): entries.isEmpty ? "an empty map" : "a map"
    }
  }

  /// An error about this value, with notes on where it came from.
  ///
  /// - Parameter file: the experiment file, whose own values need no such note.
  public func error(
    _ message: String, at range: SourceRange? = nil, file: String? = nil
  ) -> Diagnostic {
    Diagnostic(message, at: range ?? self.range, notes: originNotes(file: file))
  }

  /// "the value comes from profile 'quick'"; "it replaces this one".
  func originNotes(file: String?) -> [Diagnostic.Note] {
    var notes: [Diagnostic.Note] = []
    switch origin {
    case .profile, .commandLine: notes.append(origin.note)
    case .file(let name) where file != nil && name != file: notes.append(origin.note)
    case .file, .sweep, .standard: break
    }
    if let former = replaced.first, let range = former.range {
      notes.append(.init("it replaces the value from \(former.origin.phrase)", at: range))
    }
    return notes
  }
}

/// The most letters of a name: of some are files, with endings behind them, and no system takes more than 255.
public let longestName = 200

/// What a param, network, value or loss may be called: `[A-Za-z][A-Za-z0-9_]*`.
public func isName(_ text: some StringProtocol) -> Bool {
  guard let first = text.utf8.first, first != UInt8(ascii: "_") else { return false }
  let isDigit = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
  return !isDigit
    && text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
}
