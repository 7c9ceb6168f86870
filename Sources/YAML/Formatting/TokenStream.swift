import CYAML
import Diagnostics

/// What libyaml's scanner reads, one token at a time.
///
/// Between the end of one token and the start of the next there is nothing but blanks, line breaks and comments.
final class TokenStream {
  enum Kind: Equatable {
    case streamStart, streamEnd, directive, documentStart, documentEnd
    /// Without a character of their own, as are the keys that no '?' marks.
    case blockListStart, blockMapStart, blockEnd
    case flowStart, flowEnd, comma
    case dash, key, colon
    case alias, anchor, tag
    case scalar(ScalarStyle)
  }

  struct Token {
    let kind: Kind
    /// In UTF-8 offsets of the file.
    var bytes: Range<Int>
    /// In characters, from 0.
    let column: Int
    let endColumn: Int
  }

  private let parser: LibraryParser
  private var level = 0

  init(_ file: SourceFile) { self.parser = LibraryParser(Marks(file: file, start: 0)) }

  /// - Throws: what is not YAML, with its place and advice; more levels than a file may have.
  func next() throws(Diagnostic) -> Token {
    var token = yaml_token_t()
    guard yaml_parser_scan(parser.pointer, &token) == 1 else { throw parser.diagnostic }
    defer { yaml_token_delete(&token) }
    let range = parser.marks.range(token.start_mark, token.end_mark)
    let kind = Self.kind(of: token)
    switch kind {
    case .blockListStart, .blockMapStart, .flowStart: level += 1
    case .blockEnd, .flowEnd: level -= 1
    default: break
    }
    guard level <= YAMLReader.mostLevels else {
      throw Diagnostic("nested too deeply: more than \(YAMLReader.mostLevels) levels", at: range)
    }
    return Token(
      kind: kind, bytes: range.start..<range.end, column: Int(clamping: token.start_mark.column),
      endColumn: Int(clamping: token.end_mark.column))
  }

  private static func kind(of token: yaml_token_t) -> Kind {
    switch token.type {
    case YAML_STREAM_START_TOKEN: .streamStart
    case YAML_VERSION_DIRECTIVE_TOKEN, YAML_TAG_DIRECTIVE_TOKEN: .directive
    case YAML_DOCUMENT_START_TOKEN: .documentStart
    case YAML_DOCUMENT_END_TOKEN: .documentEnd
    case YAML_BLOCK_SEQUENCE_START_TOKEN: .blockListStart
    case YAML_BLOCK_MAPPING_START_TOKEN: .blockMapStart
    case YAML_BLOCK_END_TOKEN: .blockEnd
    case YAML_FLOW_SEQUENCE_START_TOKEN, YAML_FLOW_MAPPING_START_TOKEN: .flowStart
    case YAML_FLOW_SEQUENCE_END_TOKEN, YAML_FLOW_MAPPING_END_TOKEN: .flowEnd
    case YAML_FLOW_ENTRY_TOKEN: .comma
    case YAML_BLOCK_ENTRY_TOKEN: .dash
    case YAML_KEY_TOKEN: .key
    case YAML_VALUE_TOKEN: .colon
    case YAML_ALIAS_TOKEN: .alias
    case YAML_ANCHOR_TOKEN: .anchor
    case YAML_TAG_TOKEN: .tag
    case YAML_SCALAR_TOKEN: .scalar(ScalarStyle(token.data.scalar.style))
    default: .streamEnd
    }
  }
}
