import Config
import Diagnostics
import Experiment

/// What `etch explain` tells: a key's value and where it comes from, or what a kind of the vocabulary does.
public struct KeyExplanation {
  public let text: String

  /// - Parameter key: a dotted path, a name of the file's own with or without its section, or a word of the vocabulary.
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
    let key = Self.path(of: key, in: composition.root)
    if composition.root[key] == nil, let document = VocabularyExplanation.document(key) {
      text = document
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
      let names = VocabularyExplanation.kinds.map(\.schema.name) + Self.ownNames(composition.root)
      let nearest = key.contains(".") ? "" : Suggestion.phrase(for: key, among: names)
      problems.add(Diagnostic(error.message + nearest, at: nil))
      throw problems
    }
  }

  /// Where names of the file's own may be asked for without the section they stand in.
  private static let sections = [
    "values", "networks", "data", "losses", "metrics", "functions", "params", "variables", "blocks",
  ]

  private static func ownNames(_ root: ConfigNode) -> [String] {
    sections.flatMap { (root[$0]?.entries ?? [:]).keys }
  }

  /// The whole path of a key that may begin with a name of the file's own: `values.posterior` for `posterior`.
  private static func path(of key: String, in root: ConfigNode) -> String {
    let first = key.prefix { $0 != "." }
    guard root[String(first)] == nil,
      let section = sections.first(where: { root[$0]?[String(first)] != nil })
    else { return key }
    return section + "." + key
  }
}
