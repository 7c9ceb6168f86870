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
      return Event(
        kind: .scalar(String(decoding: bytes, as: UTF8.self), style: ScalarStyle(scalar.style)),
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

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
