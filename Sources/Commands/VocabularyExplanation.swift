import Config
import Diagnostics
import OrderedCollections

/// What `etch explain` tells without a file: all words of the vocabulary, those of a family, or what one does.
public struct VocabularyExplanation {
  public let text: String
  /// The same as one object: words with their fields; or families with their words.
  public let json: JSON

  /// - Parameter word: a family such as `layers`, a word such as `conv2d`, a key or map of the language such as `seed`, or
  ///   a name of Keras or PyTorch; all families where there is none.
  /// - Throws: a word that is none of these, with the nearest.
  public init(_ word: String? = nil) throws {
    guard let word else {
      text = Self.overview
      json = .object([
        .init("families", .array(Reference.catalogues.map { Self.listed($0) }))
      ])
      return
    }
    if let topic = ProgramTopic.about(word), Self.found(word) == nil {
      // A field may be called so too: 'memory'.
      let field = Self.field(word)
      text = topic.text + (field.map { "\n" + $0.text } ?? "")
      json = .object([.init("about", .string(topic.about))] + (field?.members ?? []))
      return
    }
    let names = Self.kinds.map(\.schema.name)
    let fields = Self.kinds.flatMap { $0.schema.fields.map(\.name) }
    // The language's own: 'expression' is what 'expressions' says, and no library's name for a value.
    let form = LanguageExplanation.forms(of: word).first { Self.found($0) != nil }
    if let found = Self.found(word) ?? Self.path(word) {
      text = found.text
      json = .object(found.members)
    } else if let meant = names.first(where: { $0.hasSuffix("/" + word) })
      ?? ForeignNames.meant(by: word, among: names),
      let found = Self.found(meant)
    {
      text = Self.foreign(word, meant, among: names) + "\n\n" + found.text
      json = .object(found.members)
    } else if let found = Self.field(word) {
      // A method of Keras may be called as a field here: `fit`.
      let other = ForeignNames.meant(by: word, among: LanguageExplanation.words) ?? word
      text =
        found.text
        + (other == word
          ? ""
          : "\nin Keras or PyTorch \(Self.foreign(word, other, among: LanguageExplanation.words))\n")
      json = .object(found.members)
    } else if form == nil, let meant = ForeignNames.meant(by: word, among: fields),
      let found = Self.family(meant) ?? Self.field(meant)
    {
      text = "'\(word.excerpt)' is '\(meant)' here\n\n" + found.text
      json = .object(found.members)
    } else if let topic = ModelTopic.about(word) {
      text = topic.text(for: word)
      json = .object([
        .init("about", .string(topic.about)),
        .init("experiments", .array(topic.experiments.map { .string($0) })),
      ])
    } else if let form, let found = Self.found(form) {
      text = found.text
      json = .object(found.members)
    } else if let meant = ForeignNames.meant(by: word, among: LanguageExplanation.words),
      let found = Self.found(meant)
    {
      text = Self.foreign(word, meant, among: LanguageExplanation.words) + "\n\n" + found.text
      json = .object(found.members)
    } else {
      throw Self.unknown(word, among: names)
    }
  }

  /// "'EarlyStopping' is 'stop' here: 'stop: {minimize: test_loss, patience: 5}'".
  private static func foreign(_ word: String, _ meant: String, among words: [String]) -> String {
    let advice = ForeignNames.advice(for: word, meaning: meant, among: words)
    return "'\(word.excerpt)' is '\(meant)' here" + (advice.map { ": \($0)" } ?? "")
  }

  /// What there is of a word: a family, kinds of that name, keys of the language.
  private static func found(_ word: String) -> (text: String, members: [JSON.Member])? {
    var texts: [String] = []
    var members: [JSON.Member] = []
    if let family = Reference.catalogues.first(where: { $0.name == word }) {
      texts.append(list(family))
      if case .object(let own) = listed(family) { members += own }
    } else if let found = document(word) {
      texts.append(found)
      members.append(
        .init("words", .array(kinds.filter { $0.schema.name == word }.map { described($0) })))
    }
    if let language = LanguageExplanation(word) {
      texts.append(language.text)
      members += language.members
    }
    guard !texts.isEmpty else { return nil }
    return (texts.joined(separator: "\n"), members)
  }

  /// The words of a family: `transforms`.
  private static func family(_ name: String) -> (text: String, members: [JSON.Member])? {
    Reference.catalogues.contains { $0.name == name } ? found(name) : nil
  }

  /// What a key of the language is that is told with the maps around it: `train.step`.
  private static func path(_ word: String) -> (text: String, members: [JSON.Member])? {
    let nothing = ConfigNode(.map([:]), range: nil, origin: .standard)
    guard word.contains("."), let field = KeyLookup(word, in: nothing)?.field else { return nil }
    if let language = LanguageExplanation(field.name) { return (language.text, language.members) }
    return (told(field, of: word), members(of: field))
  }

  /// What a field is in each kind that has it.
  private static func field(_ name: String) -> (text: String, members: [JSON.Member])? {
    let owners = kinds.compactMap { kind in
      kind.schema.fields.first { $0.name == name }.map { (kind: kind, field: $0) }
    }
    guard !owners.isEmpty else { return nil }
    // What is the same in several is told once.
    var alike: OrderedDictionary<String, [String]> = [:]
    for owner in owners { alike[told(owner.field), default: []].append(owner.kind.schema.name) }
    let lines = alike.elements.prefix(mostOwners).map { told, owners in
      "field \(name) of \(owners.joined(separator: ", ")): \(told)"
    }
    let rest = alike.elements.dropFirst(mostOwners).flatMap { $0.value }
    let fields = owners.map { owner in
      JSON.object([.init("of", .string(owner.kind.schema.name))] + members(of: owner.field))
    }
    return (
      lines.joined() + (rest.isEmpty ? "" : "and of \(rest.joined(separator: ", "))\n"),
      [.init("fields", .array(fields))]
    )
  }

  /// How many fields of one name that differ are told.
  private static let mostOwners = 6

  private static func told(_ field: Field, of owner: String) -> String {
    "field \(field.name) of \(owner): \(told(field))"
  }

  private static func told(_ field: Field) -> String {
    "\(field.summary) (\(field.type.phrase); \(field.presence.phrase))\n"
  }

  private static func unknown(_ word: String, among names: [String]) -> Diagnostic {
    let fields = kinds.flatMap { $0.schema.fields.map(\.name) }
    let known = names + Reference.catalogues.map(\.name) + LanguageExplanation.words
    // A reader who asks what a word means may mean one that is not here: only what is near is offered.
    let hint =
      ForeignNames.hint(for: word, among: known + fields)
      ?? Suggestion.phrase(for: word, among: known, oneIn: 3)
    return Diagnostic(
      "there is no word '\(word.excerpt)'\(hint)", at: nil,
      notes: [
        .init(
          "'etch explain' lists them; a key of an experiment is asked with its file: etch explain FILE KEY"
        )
      ])
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

  static func document(_ kind: Kind) -> String {
    let schema = kind.schema
    var text = "\(kind.noun) \(schema.name): \(schema.summary)\n"
    if !schema.discussion.isEmpty { text += "\n" + indented(schema.discussion) }
    if !schema.fields.isEmpty { text += "\n" }
    let width = schema.fields.map(\.name.count).max() ?? 0
    for field in schema.fields {
      text +=
        "  \(field.name.padded(to: width))  \(field.summary) (\(field.type.phrase); \(field.presence.phrase))\n"
    }
    guard let example = ReferenceExample(schema, of: kind.family).text else { return text }
    return text + "\nexample\n" + indented(example)
  }

  private static func listed(_ family: Reference.Family) -> JSON {
    let schemas = family.schemas
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

  static func described(_ kind: Kind) -> JSON {
    let schema = kind.schema
    var members: [JSON.Member] = [
      .init("kind", .string(kind.noun)), .init("name", .string(schema.name)),
      .init("summary", .string(schema.summary)), .init("discussion", .string(schema.discussion)),
    ]
    if let example = ReferenceExample(schema, of: kind.family).text {
      members.append(.init("example", .string(example)))
    }
    members.append(.init("fields", .array(schema.fields.map { described($0) })))
    return .object(members)
  }

  static func described(_ field: Field) -> JSON { .object(members(of: field)) }

  static func members(of field: Field) -> [JSON.Member] {
    var members: [JSON.Member] = [
      .init("name", .string(field.name)), .init("summary", .string(field.summary)),
      .init("type", .string(field.type.phrase)),
    ]
    switch field.presence {
    case .required: members.append(.init("required", .boolean(true)))
    case .optional: break
    case .standard(let value): members.append(.init("default", .string(value)))
    }
    return members
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  private static var overview: String {
    var text = """
      etch explain WORD tells what one of these does, with an example; etch explain FILE KEY what a key of an
      experiment is and where it comes from.

      keys and maps of an experiment

      """
    text += wrapped(
      LanguageReference.schemas.map(\.name).filter { !$0.contains(" ") }, columns: 100)
    for family in Reference.catalogues {
      text += "\n\(family.name)\n" + wrapped(names(family), columns: 100)
    }
    return text
  }

  private static func names(_ family: Reference.Family) -> [String] {
    family.schemas.map(\.name)
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
    let schemas = family.schemas
    let width = schemas.map(\.name.count).max() ?? 0
    return family.about + "\n\n"
      + schemas.map { "  \($0.name.padded(to: width))  \($0.summary)\n" }.joined()
  }
}
