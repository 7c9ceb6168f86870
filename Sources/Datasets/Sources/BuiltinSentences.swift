import Config
import Tensors

/// Small film reviews that a grammar makes: `tokens: [length]`, int32, and `label`, 1 for praise and 0 for blame.
///
/// As a text source's: 0 is padding, 1 is [UNK], then the most frequent words. Review `i` is the same whatever `count` and the experiment's seed.
struct BuiltinSentences: Source {
  static let schema = CommonFields.schema(
    "builtin/sentences", "Synthetic film reviews from a small grammar.",
    discussion: "`tokens` is int32 [length] as in text; `label` is 1 for praise and 0 for blame.",
    count: .standard("2000"), counts: 1...100_000, holdout: "0.2",
    fields: WordFields.fields(vocabulary: .standard("200"), length: .standard("20")))

  private let count: Int
  private let words: WordFields

  init(_ fields: Fields, location: DataLocation) throws {
    count = fields.integer("count")
    words = try WordFields(fields)
  }

  var standardization: Standardization? { words.standardization }

  private func examples() throws -> WordFields.Examples {
    var texts = NumberedTexts()
    var label = CSVTable.Column(name: "label", width: nil)
    for index in 0..<count {
      var draws = Draws(RandomStream(seed: 0, path: [Self.schema.name]), step: index)
      let isPraise = draws.uniform() < 0.5
      texts.append(words.standardization.words(ReviewGrammar.review(isPraise, &draws).utf8))
      label.scalars.append(isPraise ? 1 : 0)
    }
    return try words.examples([texts], labels: [label])
  }

  func describe(limit: Int?) throws -> SourceDescription {
    SourceDescription(fields: try examples().fields, counts: .whole(count))
  }

  func load(limit: Int?) throws -> SourceContents {
    SourceContents(arrays: try examples().arrays, counts: .whole(count), digests: [])
  }
}
