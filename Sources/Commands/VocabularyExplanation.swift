import Config
import Diagnostics

/// What `etch explain` tells without a file: all words of the vocabulary, those of a family, or what one does.
public struct VocabularyExplanation {
  public let text: String
  /// The same as one object: words with their fields; or families with their words.
  public let json: JSON

  /// - Parameter word: a family such as `layers`, a word such as `conv2d`, or a name of Keras or PyTorch; all families
  ///   where there is none.
  /// - Throws: a word that is none of these, with the nearest.
  public init(_ word: String? = nil) throws {
    guard let word else {
      text = Self.overview
      json = .object([
        .init("families", .array(Reference.catalogues.map { Self.listed($0) }))
      ])
      return
    }
    if let family = Reference.catalogues.first(where: { $0.name == word }) {
      text = Self.list(family)
      json = Self.listed(family)
      return
    }
    let names = Self.kinds.map(\.schema.name)
    if let found = Self.document(word) {
      text = found
      json = Self.described(word)
    } else if let meant = ForeignNames.meant(by: word, among: names),
      let found = Self.document(meant)
    {
      text = "'\(word.excerpt)' is '\(meant)' here\n\n" + found
      json = Self.described(meant)
    } else {
      let families = Reference.catalogues.map(\.name)
      let fields = Self.kinds.flatMap { $0.schema.fields.map(\.name) }
      let owners = Self.kinds.filter { kind in kind.schema.fields.contains { $0.name == word } }
      if !owners.isEmpty {
        let shown = owners.prefix(6).map(\.schema.name).joined(separator: ", ")
        throw Diagnostic(
          "'\(word)' is no word of its own, but a field of \(shown)\(owners.count > 6 ? " and others" : "")",
          at: nil, notes: [.init("etch explain \(owners[0].schema.name)")])
      }
      let hint =
        ForeignNames.hint(for: word, among: names + fields + ["networks", "step"])
        ?? Suggestion.phrase(for: word, among: names + families)
      throw Diagnostic(
        "there is no word '\(word.excerpt)'\(hint)", at: nil,
        notes: [
          .init(
            "'etch explain' lists them; a key of an experiment is asked with its file: etch explain FILE KEY"
          )
        ])
    }
  }

  /// A kind of the vocabulary.
  struct Kind {
    /// What it is one of: "layer".
    let noun: String
    /// The family's name: "layers".
    let family: String
    let schema: Schema
  }

  /// Every kind of the vocabulary.
  static var kinds: [Kind] {
    Reference.catalogues.flatMap { family in
      family.catalogues.flatMap { catalogue in
        catalogue.schemas.map { Kind(noun: catalogue.noun, family: family.name, schema: $0) }
      }
    }
  }

  /// The reference entries of a word; `nil` where there is none.
  static func document(_ word: String) -> String? {
    let found = kinds.filter { $0.schema.name == word }
    return found.isEmpty ? nil : found.map(document).joined(separator: "\n")
  }

  private static func document(_ kind: Kind) -> String {
    let schema = kind.schema
    var text = "\(kind.noun) \(schema.name): \(schema.summary)\n"
    if !schema.discussion.isEmpty { text += "\n" + indented(schema.discussion) }
    if !schema.fields.isEmpty { text += "\n" }
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
    return text + "\nexample\n" + indented(ReferenceExample(schema, of: kind.family).text)
  }

  private static func listed(_ family: Reference.Family) -> JSON {
    let schemas = family.catalogues.flatMap(\.schemas).sorted { $0.name < $1.name }
    return .object([
      .init("name", .string(family.name)), .init("about", .string(family.about)),
      .init(
        "words",
        .array(
          schemas.map {
            .object([
              .init("name", .string($0.name)), .init("summary", .string($0.summary)),
            ])
          })),
    ])
  }

  private static func described(_ word: String) -> JSON {
    .object([
      .init(
        "words", .array(kinds.filter { $0.schema.name == word }.map { Self.described($0) }))
    ])
  }

  private static func described(_ kind: Kind) -> JSON {
    let schema = kind.schema
    return .object([
      .init("kind", .string(kind.noun)), .init("name", .string(schema.name)),
      .init("summary", .string(schema.summary)), .init("discussion", .string(schema.discussion)),
      .init("example", .string(ReferenceExample(schema, of: kind.family).text)),
      .init(
        "fields",
        .array(
          schema.fields.map { field in
            var members: [JSON.Member] = [
              .init("name", .string(field.name)), .init("summary", .string(field.summary)),
              .init("type", .string(field.type.phrase)),
            ]
            switch field.presence {
            case .required: members.append(.init("required", .boolean(true)))
            case .optional: break
            case .standard(let value): members.append(.init("default", .string(value)))
            }
            return .object(members)
          })),
    ])
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  private static var overview: String {
    var text = """
      etch explain WORD tells what one of these does, with an example; etch explain FILE KEY what a key of an
      experiment is and where it comes from.

      """
    for family in Reference.catalogues {
      text += "\n\(family.name)\n" + wrapped(names(family), columns: 100)
    }
    return text
  }

  private static func names(_ family: Reference.Family) -> [String] {
    family.catalogues.flatMap { $0.schemas.map(\.name) }.sorted()
  }

  private static func wrapped(_ words: [String], columns: Int) -> String {
    var lines = [" "]
    for word in words {
      let last = lines[lines.count - 1]
      if last.count + 1 + word.count > columns { lines.append(" ") }
      lines[lines.count - 1] += " " + word
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func list(_ family: Reference.Family) -> String {
    let schemas = family.catalogues.flatMap(\.schemas).sorted { $0.name < $1.name }
    let width = schemas.map(\.name.count).max() ?? 0
    return family.about + "\n\n"
      + schemas.map { schema in
        let padding = String(repeating: " ", count: width - schema.name.count)
        return "  \(schema.name)\(padding)  \(schema.summary)\n"
      }.joined()
  }
}
