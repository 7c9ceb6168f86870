import CYAML
import Diagnostics

/// What libyaml reads, one event at a time.
final class EventStream {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(String, isPlain: Bool)
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

  let marks: Marks
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  init(_ marks: Marks) {
    self.marks = marks
    let bytes = marks.file.text.utf8.dropFirst(marks.start)
    self.input = .allocate(capacity: bytes.count)
    _ = input.initialize(from: bytes)
    self.parser = .allocate(capacity: 1)
    let isMade = yaml_parser_initialize(parser) == 1
    precondition(isMade, "no memory for a YAML parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// - Throws: what is not YAML, with its place and advice.
  func next() throws(Diagnostic) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else {
      throw SyntaxAdvice(parser.pointee, marks).diagnostic
    }
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
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      return Event(
        kind: .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain), range: range,
        anchor: text(scalar.anchor), tag: text(scalar.tag))
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
