import Config
import Diagnostics
import Experiment
import Foundation

/// What `etch explain` tells: a key's value and where it comes from, or what a kind of the vocabulary does.
public struct KeyExplanation {
  public let text: String
  /// The same as one object.
  public let json: JSON

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
    let key = composition.withLayersByPlace(try Self.path(of: key, in: composition.root))
    if composition.root[key] == nil, let document = VocabularyExplanation.document(key) {
      text = document
      json = try VocabularyExplanation(key).json
      return
    }
    let field = KeyLookup(key, in: composition.root)?.field
    do {
      let about = field.map { "  \($0.summary)\n" } ?? ""
      let explanation = try composition.explain(key)
      let whole = ExpandedFormula(explanation.value, of: key, in: composition.root)
      text =
        explanation.printed + (whole.map { "  that is \($0.text)\n" } ?? "") + about
      json = Self.object(
        key, explanation.chain, parts: explanation.parts, formula: whole?.text,
        about: field?.summary)
    } catch {
      if let field, case .standard(let value) = field.presence {
        text = "\(key): \(value)\n  from the language's default\n  \(field.summary)\n"
        json = .object([
          .init("key", .string(key)), .init("value", .string(value)),
          .init("from", .string("the language's default")), .init("about", .string(field.summary)),
        ])
        return
      }
      if let field {
        text = "\(key): nothing, for it is optional\n  \(field.summary)\n"
        json = .object([.init("key", .string(key)), .init("about", .string(field.summary))])
        return
      }
      if let language = LanguageExplanation(key) {
        text = language.text
        json = .object(language.members)
        return
      }
      let kinds = VocabularyExplanation.kinds
      let names = kinds.map(\.schema.name) + Self.ownNames(composition.root)
      let fields = kinds.flatMap { $0.schema.fields.map(\.name) }
      let nearest =
        key.contains(".")
        ? ""
        : ForeignNames.hint(for: key, among: names + fields)
          ?? Suggestion.phrase(for: key, among: names)
      problems.add(
        Diagnostic(
          error.message + nearest, at: nil, notes: nearest.isEmpty ? error.notes : []))
      throw problems
    }
  }

  /// - Parameters:
  ///   - chain: the value, then those it replaced.
  ///   - parts: what in it was said elsewhere.
  private static func object(
    _ key: String, _ chain: [ConfigNode], parts: [Explanation.Part], formula: String?,
    about: String?
  ) -> JSON {
    var members = Self.members(key, chain)
    if !parts.isEmpty {
      let told = parts.map { JSON.object(Self.members("\(key).\($0.path)", $0.chain)) }
      members.append(.init("parts", .array(told)))
    }
    if let formula { members.append(.init("formula", .string(formula))) }
    if let about { members.append(.init("about", .string(about))) }
    return .object(members)
  }

  private static func members(_ key: String, _ chain: [ConfigNode]) -> [JSON.Member] {
    let values = chain.map { node in
      [
        JSON.Member("value", .string(node.yaml().trimmingCharacters(in: .newlines))),
        JSON.Member("from", .string(node.origin.phrase)),
      ] + (node.range.map { [JSON.Member("place", .string($0.place))] } ?? [])
    }
    var members: [JSON.Member] = [.init("key", .string(key))] + (values.first ?? [])
    if values.count > 1 {
      members.append(.init("instead_of", .array(values.dropFirst().map { .object($0) })))
    }
    return members
  }

  /// Where names of the file's own may be asked for without the section they stand in.
  private static let sections = [
    "values", "networks", "data", "losses", "metrics", "functions", "params", "variables", "blocks",
  ]

  private static func ownNames(_ root: ConfigNode) -> [String] {
    sections.flatMap { (root[$0]?.entries ?? [:]).keys }
  }

  /// The whole path of a key that may begin with a name of the file's own, `values.posterior` for `posterior`, or be the
  /// end of a path, where that is of one: `train.optimizer.adam.learning_rate` for `learning_rate`.
  ///
  /// - Throws: a diagnostic with the paths, where it is the end of several.
  private static func path(of key: String, in root: ConfigNode) throws -> String {
    let first = String(key.prefix { $0 != "." })
    guard root[first] == nil else { return key }
    if let section = sections.first(where: { root[$0]?[first] != nil }) {
      return section + "." + key
    }
    guard VocabularyExplanation.document(key) == nil else { return key }
    let paths = paths(in: root).filter { $0.hasSuffix("." + key) }
    guard paths.count > 1 else { return paths.first ?? key }
    throw Diagnostic(
      "'\(key)' stands in several places; which one?", at: nil,
      notes: paths.prefix(8).map { .init($0) }
        + (paths.count > 8 ? [.init("and \(paths.count - 8) more")] : []))
  }

  /// The paths of all keys, outermost first, items of lists by their number.
  private static func paths(in node: ConfigNode, below parent: String = "") -> [String] {
    let children: [(name: String, node: ConfigNode)] =
      node.entries?.map { ($0.key, $0.value.value) }
      ?? node.items?.enumerated().map { ("\($0.offset)", $0.element) } ?? []
    return children.flatMap { child in
      let path = parent.isEmpty ? child.name : parent + "." + child.name
      return [path] + paths(in: child.node, below: path)
    }
  }
}
