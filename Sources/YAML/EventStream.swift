import CYAML
import Diagnostics

/// What libyaml reads, one event at a time.
final class EventStream {
  enum Kind: Equatable {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(String, style: ScalarStyle)
    case listStart(isFlow: Bool)
    case listEnd
    case mapStart(isFlow: Bool)
    case mapEnd
  }

  struct Event {
    let kind: Kind
    let range: SourceRange
    var anchor: String?
    var tag: String?
  }

  private let parser: LibraryParser
  var marks: Marks { parser.marks }

  init(_ marks: Marks) { self.parser = LibraryParser(marks) }

  /// - Throws: what is not YAML, with its place and advice.
  func next() throws(Diagnostic) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser.pointer, &event) == 1 else { throw parser.diagnostic }
    defer { yaml_event_delete(&event) }
    let range = marks.range(event.start_mark, event.end_mark)
    switch event.type {
    case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, range: range)
    case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, range: range)
    case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, range: range)
    case YAML_ALIAS_EVENT:
      return Event(kind: .alias(text(event.data.alias.anchor) ?? ""), range: range)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let style = ScalarStyle(scalar.style)
      if style.isBlock { try checkHeader(range) }
      return Event(
        kind: .scalar(String(decoding: bytes, as: UTF8.self), style: style),
        range: range, anchor: text(scalar.anchor), tag: text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let list = event.data.sequence_start
      return Event(
        kind: .listStart(isFlow: list.style == YAML_FLOW_SEQUENCE_STYLE), range: range,
        anchor: text(list.anchor), tag: text(list.tag))
    case YAML_SEQUENCE_END_EVENT: return Event(kind: .listEnd, range: range)
    case YAML_MAPPING_START_EVENT:
      let map = event.data.mapping_start
      return Event(
        kind: .mapStart(isFlow: map.style == YAML_FLOW_MAPPING_STYLE), range: range,
        anchor: text(map.anchor), tag: text(map.tag))
    case YAML_MAPPING_END_EVENT: return Event(kind: .mapEnd, range: range)
    default: return Event(kind: .streamEnd, range: range)
    }
  }

  /// - Throws: what stands right after the `>` or `|` of a scalar: libyaml passes over it as a comment, YAML has none there.
  private func checkHeader(_ range: SourceRange) throws(Diagnostic) {
    var words = range.text.utf8.drop { $0.isBlank }
    while let first = words.first, first == UInt8(ascii: "&") || first == UInt8(ascii: "!") {
      words = words.drop { !$0.isBlank && $0 != 0x0A }.drop {
        $0.isBlank || $0 == 0x0A || $0 == 0x0D
      }
    }
    guard words.first == UInt8(ascii: "|") || words.first == UInt8(ascii: ">") else { return }
    let rest = words.dropFirst().drop { [0x2B, 0x2D].contains($0) || (0x30...0x39).contains($0) }
    guard rest.first == UInt8(ascii: "#") else { return }
    let place = range.end - rest.count
    throw Diagnostic(
      "a comment after '\(String(words.prefix { $0 != UInt8(ascii: "#") }) ?? "")' begins after a blank",
      at: SourceRange(file: range.file, start: place, end: place + 1))
  }

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
