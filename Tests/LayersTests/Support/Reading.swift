import Config
import Diagnostics
import OrderedCollections
import YAML

@testable import Layers

/// The tree of a text.
func node(_ text: String) throws -> ConfigNode {
  var mistakes = DiagnosticList()
  let file = SourceFile(name: "test.yaml", text: text)
  let yaml = YAMLReader.read(file, diagnostics: &mistakes)
  try mistakes.throwIfErrors()
  guard let yaml else { throw Diagnostic("nothing to read", at: nil) }
  return ConfigNode(yaml, origin: .file("test.yaml"))
}

private let vocabulary = LayerVocabulary(LayerCatalogue.all)

/// The networks of a text that holds `params`, `blocks` and `networks`.
func networks(
  _ text: String, files: [String: String] = [:]
) throws -> OrderedDictionary<String, Network> {
  let whole = try node(text)
  var mistakes = DiagnosticList()
  var scope = Scope(readingParams: whole["params"], diagnostics: &mistakes)
  scope.words = { Vocabulary.standard.functions.words($0, $1) }
  try mistakes.throwIfErrors()
  let reader = try NetworkDefinitions(vocabulary, blocks: whole["blocks"], scope: scope) { path in
    guard let name = path.text, let text = files[name] else {
      throw Diagnostic("there is no file '\(path.text ?? "")'", at: path.range)
    }
    return try node(text)
  }
  guard let networks = whole["networks"] else { throw Diagnostic("no networks", at: nil) }
  return try reader.read(networks).mapValues { Network($0) }
}

/// The messages of what `body` throws, in order, each with its notes; empty where it throws nothing.
func messages(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let error as Diagnostic {
    return [error.message]
  } catch let list as DiagnosticList {
    return list.diagnostics.map(\.message)
  } catch {
    return ["\(error)"]
  }
}

/// The piece of the file that a diagnostic points at.
func pointed(_ body: () throws -> Void) -> [String] {
  func text(_ range: SourceRange?) -> String {
    guard let range else { return "" }
    let bytes = Array(range.file.text.utf8)
    return String(decoding: bytes[range.start..<min(range.end, bytes.count)], as: UTF8.self)
  }
  do {
    try body()
    return []
  } catch let error as Diagnostic {
    return [text(error.range)]
  } catch let list as DiagnosticList {
    return list.diagnostics.map { text($0.range) }
  } catch {
    return ["\(error)"]
  }
}
