import Config
import Datasets
import Diagnostics
import Experiment
import Layers
import Training

/// What `etch explain` tells: a key's value and where it comes from, or what a kind of the vocabulary does.
public struct KeyExplanation {
  public let text: String

  /// - Parameter key: a dotted path, or the name of a layer, loss, function, optimizer, schedule, initializer
  ///   or source.
  /// - Throws: `DiagnosticList`, where there is neither.
  public init(
    file: String, key: String, profile: String?, overrides: [String], allowsOutside: Bool = false
  ) throws {
    var problems = DiagnosticList()
    // The experiment of a pack stands in it as text.
    let packed = PackedRun.isPack(file) ? try PackedRun(file).text : nil
    let composer = Composer.experiment(texts: packed.map { [file: $0] } ?? [:]).within(
      ProjectRoot(ofFile: file), folders: ["data", "weights"], allowsOutside: allowsOutside)
    let composition = composer.compose(
      file: file, profile: profile, overrides: overrides, diagnostics: &problems)
    guard let composition else { throw problems }
    let kinds = Self.kinds.filter { $0.schema.name == key }
    if !kinds.isEmpty, composition.root[key] == nil {
      text = kinds.map { Self.document($0.noun, $0.schema) }.joined(separator: "\n")
      return
    }
    let field = KeyLookup(key, in: composition.root)?.field
    do {
      let about = field.map { "  \($0.summary)\n" } ?? ""
      text = try composition.explain(key).printed + about
    } catch {
      if let field, case .standard(let value) = field.presence {
        text = "\(key): \(value)\n  from the language's default\n  \(field.summary)\n"
        return
      }
      if let field {
        text = "\(key): nothing, for it is optional\n  \(field.summary)\n"
        return
      }
      let names = Self.kinds.map(\.schema.name)
      let nearest = key.contains(".") ? "" : Suggestion.phrase(for: key, among: names)
      problems.add(Diagnostic(error.message + nearest, at: nil))
      throw problems
    }
  }

  /// Every kind of the vocabulary, with what it is one of.
  static var kinds: [(noun: String, schema: Schema)] {
    [
      LayerCatalogue.catalogue, NetworkSchema.containers, FunctionCatalogue.catalogue,
      LossCatalogue.catalogue,
      OptimizerCatalogue.catalogue,
      ScheduleCatalogue.catalogue, InitializerCatalogue.catalogue, SourceCatalogue.catalogue,
      TransformCatalogue.catalogue,
    ].flatMap { catalogue in catalogue.schemas.map { (catalogue.noun, $0) } }
  }

  /// The reference entry of a kind.
  static func document(_ noun: String, _ schema: Schema) -> String {
    var text = "\(noun) \(schema.name): \(schema.summary)\n"
    if !schema.discussion.isEmpty {
      text +=
        "\n"
        + schema.discussion.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  \($0)" }.joined(separator: "\n") + "\n"
    }
    guard !schema.fields.isEmpty else { return text }
    text += "\n"
    let width = schema.fields.map(\.name.count).max() ?? 0
    for field in schema.fields {
      let padding = String(repeating: " ", count: width - field.name.count)
      let presence =
        switch field.presence {
        case .required: "required"
        case .optional: "optional"
        case .standard(let value): "default \(value)"
        }
      text += "  \(field.name)\(padding)  \(field.summary) (\(field.type.phrase); \(presence))\n"
    }
    return text
  }
}
