import Config
import Diagnostics
import Layers
import OrderedCollections
import YAML

/// The tree of a text.
public func node(_ text: String) throws -> ConfigNode {
  var mistakes = DiagnosticList()
  let file = SourceFile(name: "test.yaml", text: text)
  let yaml = YAMLReader.read(file, diagnostics: &mistakes)
  try mistakes.throwIfErrors()
  guard let yaml else { throw Diagnostic("nothing to read", at: nil) }
  return ConfigNode(yaml, origin: .file("test.yaml"))
}

private let vocabulary = LayerVocabulary(LayerCatalogue.all)

/// The networks of a text that holds `params`, `blocks` and `networks`.
public func networks(
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

/// The optimizer that a text describes.
public func optimizer(_ text: String) throws -> any Optimizer {
  let schema = Schema(
    "update", "A test.",
    fields: [Field("optimizer", .kind(of: OptimizerCatalogue.catalogue), .required, "It.")])
  let fields = try Fields(
    checking: node("{optimizer: \(text)}"), against: schema, in: Scope())
  return try OptimizerCatalogue.make(fields.kind("optimizer"))
}

/// The schedule that a text describes.
public func schedule(_ text: String) throws -> any LearningRateSchedule {
  let schema = Schema(
    "optimizer", "A test.",
    fields: [Field("learning_rate", ScheduleCatalogue.fieldType, .required, "It.")])
  let fields = try Fields(
    checking: node("{learning_rate: \(text)}"), against: schema, in: Scope())
  return try ScheduleCatalogue.make(fields.value("learning_rate"))
}
