import CYAML
import Diagnostics

/// One of libyaml's parsers with the text that it reads, from a UTF-8 offset of a file on.
final class LibraryParser {
  let marks: Marks
  let pointer: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ marks: Marks) {
    self.marks = marks
    let bytes = marks.file.text.utf8.dropFirst(marks.start)
    self.input = .allocate(capacity: bytes.count)
    _ = input.initialize(from: bytes)
    self.pointer = .allocate(capacity: 1)
    let isMade = yaml_parser_initialize(pointer) == 1
    precondition(isMade, "no memory for a YAML parser")
    yaml_parser_set_encoding(pointer, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(pointer, input.baseAddress, input.count)
  }

  deinit {
    yaml_parser_delete(pointer)
    pointer.deallocate()
    input.deallocate()
  }

  /// What could not be read last, with its place and advice.
  var diagnostic: Diagnostic { SyntaxAdvice(pointer.pointee, marks).diagnostic }
}

/// How a scalar is written.
enum ScalarStyle {
  case plain, singleQuoted, doubleQuoted, literal, folded

  init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }

  /// `|` and `>`, whose lines are indented text.
  var isBlock: Bool { self == .literal || self == .folded }
}
