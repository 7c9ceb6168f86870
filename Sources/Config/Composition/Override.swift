import Diagnostics
import OrderedCollections
import YAML

/// A change to a composed experiment: `train.epochs=3` on the command line, or a setting of a sweep.
public struct Override: Sendable {
  private let keys: [Key]
  private let value: ConfigNode

  /// The value within a map for each part of the path.
  var tree: ConfigNode { Self.tree(keys, value) }

  /// The same for an experiment, where a layer that goes by its name stands at its place.
  func placed(in root: ConfigNode) -> ConfigNode {
    guard let found = LayerNames.replacement(in: keys.map(\.name), of: root) else { return tree }
    let layer = found.path.map { Key(name: $0, range: keys[2].range) }
    return Self.tree(
      Array(keys.prefix(2)) + layer + Array(keys.dropFirst(2 + found.count)), value)
  }

  /// What is called the file of one that was typed.
  public static let place = "command line"

  /// - Throws: what has no `=`, a path with an empty or odd part, a value that is no YAML.
  public init(parsing text: String) throws(Diagnostic) {
    let file = try SourceFile(name: Self.place, bytes: Array(text.utf8))
    let bytes = Array(text.utf8)
    let whole = SourceRange(file: file, start: 0, end: bytes.count)
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      throw Diagnostic("expected key=value, such as train.epochs=3", at: whole)
    }
    let keys = try Self.keys(file, end: equals)
    guard bytes[(equals + 1)...].contains(where: { $0 != UInt8(ascii: " ") }) else {
      throw Diagnostic(
        "a value is missing after '='; write \(file.slice(from: 0, to: equals).excerpt)=null to remove the key",
        at: whole)
    }
    var diagnostics = DiagnosticList()
    let yaml = YAMLReader.read(file, from: equals + 1, diagnostics: &diagnostics)
    if let first = diagnostics.diagnostics.first { throw first }
    guard let yaml else { throw Diagnostic("a value is missing after '='", at: whole) }
    let node = ConfigNode(yaml, origin: .commandLine)
    self.init(keys, node)
  }

  /// A setting that a file writes under a key: `params.latent: 8`.
  ///
  /// - Throws: as the other one, for the key.
  public init(
    key: String, at range: SourceRange?, value: ConfigNode, origin: ValueOrigin
  ) throws(Diagnostic) {
    let keys = try Self.keys(
      SourceFile(name: range?.file.name ?? "", text: key), end: key.utf8.count, writtenAt: range)
    self.init(keys, value.withOrigin(origin))
  }

  private init(_ keys: [Key], _ value: ConfigNode) {
    self.keys = keys
    self.value = value
  }

  private static func tree(_ keys: [Key], _ value: ConfigNode) -> ConfigNode {
    var node = value
    for key in keys.reversed() {
      let entry = ConfigNode.Entry(keyRange: key.range, value: node)
      node = ConfigNode(.map([key.name: entry]), range: key.range, origin: value.origin)
    }
    return node
  }

  private struct Key: Sendable {
    let name: String
    let range: SourceRange
  }

  /// The parts of a dotted path.
  ///
  /// - Parameters:
  ///   - file: begins with the path.
  ///   - end: where it ends.
  ///   - place: where another file writes it.
  private static func keys(
    _ file: SourceFile, end: Int, writtenAt place: SourceRange? = nil
  ) throws(Diagnostic) -> [Key] {
    let bytes = Array(file.text.utf8)
    // A key in quotes may have escapes: then its parts have no places of their own.
    let isPlain = place.map { $0.text == file.text } ?? true
    func range(_ start: Int, _ end: Int) -> SourceRange {
      guard let place else { return SourceRange(file: file, start: start, end: end) }
      return isPlain
        ? SourceRange(file: place.file, start: place.start + start, end: place.start + end) : place
    }
    var keys: [Key] = []
    var start = 0
    for part in bytes[..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    {
      let name = String(decoding: part, as: UTF8.self)
      guard isName(name) || isIndex(name) else {
        throw Diagnostic(
          part.isEmpty
            ? "a part of this key is empty" : "'\(name.excerpt)' is not a key\(indexHint(name))",
          at: part.isEmpty ? range(0, end) : range(start, start + part.count))
      }
      keys.append(Key(name: name, range: range(start, start + part.count)))
      start += part.count + 1
    }
    guard keys.count <= YAMLReader.mostLevels else {
      throw Diagnostic("this key has too many parts", at: place ?? range(0, bytes.count))
    }
    if let first = keys.first, ["extends", "profiles"].contains(first.name) {
      throw Diagnostic(
        place == nil
          ? "'\(first.name)' cannot be changed on the command line"
          : "'\(first.name)' cannot be changed by a sweep", at: first.range)
    }
    return keys
  }

  /// `layers[2]` is `layers.2`.
  private static func indexHint(_ name: String) -> String {
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "[") else { return "" }
    let (list, index) = (String(name[..<open]), String(name[open...].dropFirst().dropLast()))
    guard isName(list), isIndex(index) else { return "" }
    return "; an item of a list is a part of its own: '\(list).\(index)'"
  }

  private static func isIndex(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 10
      && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}
