import Config
import Diagnostics

/// What `etch explain` tells of a key of experiment or sweep files, or of a map in them.
struct LanguageExplanation {
  /// A key, and the map whose key it is.
  private struct Key {
    let owner: String
    let field: Field
  }

  private let keys: [Key]
  private let maps: [Schema]

  /// - Parameter word: a key such as `seed`, or what a map is called: `values`, `sample`, `layer item`.
  /// - Returns: `nil` where the language has no such key or map.
  init?(_ word: String) {
    let schemas = LanguageReference.schemas + LanguageReference.sweep
    let keys = schemas.flatMap { schema in
      schema.fields.filter { $0.name == word }.map { Key(owner: schema.name, field: $0) }
    }
    let names = Self.forms(of: word)
    // `networks` is a map of maps that are each called `network`, and `step` one of updates.
    let meant = keys.flatMap(\.field.type.maps).map(\.name)
    // A small map is shown with the key that only it has: 'as' and 'from' of a layer.
    let small =
      keys.count == 1 ? schemas.filter { $0.name == keys[0].owner && $0.fields.count < 5 } : []
    let own = schemas.filter { names.contains($0.name) || meant.contains($0.name) } + small
    var told = Set<String>()
    // Where two maps have one name, as those of an experiment and of a sweep may, the first is meant.
    maps = own.filter { told.insert($0.name).inserted }
    self.keys = keys
    if keys.isEmpty && maps.isEmpty { return nil }
  }

  /// The word, and in the other number: `layer` for `layers`.
  static func forms(of word: String) -> [String] {
    [word, word + "s", word + "es"] + (word.hasSuffix("s") ? [String(word.dropLast())] : [])
  }

  /// All words that are keys or maps.
  static let words: [String] = {
    let schemas = LanguageReference.schemas + LanguageReference.sweep
    return (schemas.map(\.name) + schemas.flatMap { $0.fields.map(\.name) }).unique
  }()

  private static func kind(_ schema: Schema) -> VocabularyExplanation.Kind {
    .init(noun: "map", family: "language", schema: schema)
  }

  var text: String {
    let lines = keys.map {
      "key \($0.field.name) of \($0.owner): \($0.field.summary) (\($0.field.type.phrase); \($0.field.presence.phrase))\n"
    }
    let documents = maps.map {
      VocabularyExplanation.document(Self.kind($0))
    }
    return ([lines.joined()] + documents).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  var members: [JSON.Member] {
    [
      .init(
        "keys",
        .array(
          keys.map { key in
            .object(
              [.init("of", .string(key.owner))] + VocabularyExplanation.members(of: key.field))
          })),
      .init(
        "maps",
        .array(
          maps.map {
            VocabularyExplanation.described(Self.kind($0))
          })),
    ]
  }
}
