import Diagnostics
import OrderedCollections
import YAML

/// A change on the command line: `train.epochs=3`.
struct Override {
  /// The value within a map for each part of the path.
  let tree: ConfigNode

  /// - Throws: what has no `=`, a path with an empty or odd part, a value that is no YAML.
  init(parsing text: String) throws(Diagnostic) {
    let file = try SourceFile(name: "command line", bytes: Array(text.utf8))
    let bytes = Array(text.utf8)
    let whole = SourceRange(file: file, start: 0, end: bytes.count)
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      throw Diagnostic("expected key=value, such as train.epochs=3", at: whole)
    }
    var keys: [(name: String, range: SourceRange)] = []
    var start = 0
    for part in bytes[..<equals].split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    {
      let range = SourceRange(file: file, start: start, end: start + part.count)
      let name = String(decoding: part, as: UTF8.self)
      guard isName(name) || Override.isIndex(name) else {
        throw Diagnostic(
          part.isEmpty ? "a part of this key is empty" : "'\(name.excerpt)' is not a key",
          at: part.isEmpty ? SourceRange(file: file, start: 0, end: equals) : range)
      }
      keys.append((name, range))
      start += part.count + 1
    }
    guard keys.count <= YAMLReader.mostLevels else {
      throw Diagnostic("this key has too many parts", at: whole)
    }
    if let first = keys.first, ["extends", "profiles"].contains(first.name) {
      throw Diagnostic("'\(first.name)' cannot be changed on the command line", at: first.range)
    }
    guard bytes[(equals + 1)...].contains(where: { $0 != UInt8(ascii: " ") }) else {
      throw Diagnostic(
        "a value is missing after '='; write \(file.slice(from: 0, to: equals).excerpt)=null to remove the key",
        at: whole)
    }
    var diagnostics = DiagnosticList()
    let yaml = YAMLReader.read(file, from: equals + 1, diagnostics: &diagnostics)
    if let first = diagnostics.diagnostics.first { throw first }
    guard let yaml else { throw Diagnostic("a value is missing after '='", at: whole) }
    var node = ConfigNode(yaml, origin: .commandLine)
    for key in keys.reversed() {
      let entry = ConfigNode.Entry(keyRange: key.range, value: node)
      node = ConfigNode(.map([key.name: entry]), range: key.range, origin: .commandLine)
    }
    self.tree = node
  }

  private static func isIndex(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 10
      && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}
