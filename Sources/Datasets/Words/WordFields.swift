import Config
import Diagnostics
import Tensors

/// How texts become numbers: what sources of texts share.
struct WordFields: Sendable {
  static func fields(vocabulary: Field.Presence, length: Field.Presence) -> [Field] {
    [
      Field(
        "vocabulary", .integer(3...10_000_000), vocabulary,
        "The size of the vocabulary, including padding (0) and [UNK] (1)."),
      Field(
        "length", .integer(1...1_000_000), length,
        "The words of a text: longer ones are cut, shorter ones padded at the end."),
      Field(
        "tokens", .choice(Standardization.Tokens.allCases.map(\.rawValue)), .optional,
        "What counts as a word: words at white space, by default, or single characters, blanks too."
      ),
      Field(
        "replace", .mapping(.text), .optional,
        "What is put in the place of other text, before all else: '<br />': ' '."),
      Field(
        "standardize", .choice(Standardization.Form.allCases.map(\.rawValue)),
        .standard(Standardization.Form.both.rawValue),
        "Whether to lowercase and to strip punctuation (of ASCII), as in Keras."),
    ]
  }

  /// Texts of all parts as numbers.
  struct Examples: Sendable {
    let fields: [SourceField]
    let arrays: [HostArray]
    /// Of each part.
    let counts: [Int]
  }

  let standardization: Standardization
  private let size: Int
  let length: Int

  /// - Throws: a replacement of nothing.
  init(_ fields: Fields) throws {
    var standardization = Standardization(
      form: Standardization.Form(rawValue: fields.text("standardize")) ?? .both)
    if fields.has("tokens"), let tokens = Standardization.Tokens(rawValue: fields.text("tokens")) {
      standardization.tokens = tokens
    }
    if fields.has("replace") {
      standardization.replacements = try fields.mapping("replace").map { text, value in
        guard !text.isEmpty else {
          throw Diagnostic("there is nothing to replace", at: value.keyRange ?? value.range)
        }
        return (from: Array(text.utf8), to: Array(value.text().utf8))
      }
    }
    self.standardization = standardization
    size = fields.integer("vocabulary")
    length = fields.integer("length")
  }

  /// - Parameters:
  ///   - parts: the texts of each; the first part has the words that get numbers.
  ///   - labels: of each part, or none.
  /// - Throws: more numbers than fit; labels of one part that are texts and of another that are numbers.
  func examples(
    _ parts: [NumberedTexts], labels: [CSVTable.Column] = [], files: [DataFile] = []
  ) throws -> Examples {
    let list = WordList(of: parts[0], size: size)
    let count = parts.reduce(0) { $0 + $1.count }
    guard let shape = Shape(checking: [count, length]) else {
      throw Diagnostic("\(count) texts of \(length) words are too many", at: nil)
    }
    var tokens: [Int32] = []
    tokens.reserveCapacity(shape.count)
    for part in parts { list.appendNumbers(of: part, length: length, to: &tokens) }
    var fields = [SourceField("tokens", TensorType([length], .int32), classes: list.words)]
    var arrays = [HostArray(shape: shape, storage: .int32(tokens))]
    if !labels.isEmpty {
      let label = try ScalarParts(labels, files: files)
      fields.append(label.field)
      arrays.append(label.array)
    }
    return Examples(fields: fields, arrays: arrays, counts: parts.map(\.count))
  }
}
