import Datasets
import Diagnostics

/// The words that a sample of text is made of: those of the one field that its scores read.
package struct TextWords {
  package let field: Model.FieldInput
  /// How many words an example has.
  package let length: Int
  /// By their numbers: 0 is padding, 1 any other word.
  package let all: [String]
  /// The numbers of the prompt's words, one at least.
  package let prompt: [Int32]
  private let separator: String

  /// - Parameter fields: what the scores read of the data.
  /// - Throws: where that is not one field of words; a prompt that is empty, or has words without numbers.
  package init(
    _ text: TextDefinition, readBy fields: [Model.FieldInput], of model: Model
  ) throws {
    let name = "'\(text.scores.description.excerpt)'"
    let known = fields.compactMap { field -> (field: Model.FieldInput, data: DataField)? in
      guard model.definition.data[field.data]?.words(of: "") != nil,
        let data = model.descriptions[field.data]?.field(field.field), data.type.element == .int32,
        data.type.shape.rank == 1
      else { return nil }
      return (field, data)
    }
    guard let (field, data) = known.first else {
      throw Diagnostic(
        "\(name) reads no words, so no text can be drawn of it", at: text.scores.range,
        notes: [.init("'text' and 'builtin/sentences' are sources of words")])
    }
    if let other = fields.first(where: { $0 != field }) {
      throw Diagnostic(
        "\(name) reads '\(other.name)' beside the words of '\(field.name)', and a text follows from its prompt alone",
        at: text.scores.range)
    }
    self.field = field
    length = data.type.shape[0]
    all = data.classes
    separator = model.definition.data[field.data]?.wordSeparator ?? " "
    prompt = try Self.numbers(of: text, all, field.name) {
      model.definition.data[field.data]?.words(of: $0) ?? []
    }
  }

  private static func numbers(
    of text: TextDefinition, _ all: [String], _ name: String, cut: (String) -> [String]
  ) throws -> [Int32] {
    let words = cut(text.prompt)
    guard !words.isEmpty else {
      throw Diagnostic(
        text.prompt.isEmpty
          ? "the prompt is empty, and the first word has to follow from some"
          : "the prompt '\(text.prompt.excerpt)' has no words, and the first word has to follow from some",
        at: text.promptRange)
    }
    let numbers = Dictionary(
      all.enumerated().dropFirst(2).map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first }
    )
    let unknown = words.filter { numbers[$0] == nil }
    if let first = unknown.first {
      let phrase = unknown.map { "'\($0)'" }.joined(separator: ", ").escapedForDisplay
      throw Diagnostic(
        unknown.count > 1
          ? "\(phrase) are not among the \(numbers.count) words of '\(name)'"
          : "\(phrase) is not among the \(numbers.count) words of '\(name)'"
            + Suggestion.phrase(for: first, among: numbers.keys.sorted()), at: text.promptRange,
        notes: [
          .init(
            "the words are the most frequent ones of the training part: \(all.dropFirst(2).quotedList(most: 8))"
          )
        ])
    }
    return words.compactMap { numbers[$0] }
  }

  /// A text of these numbers.
  package func text(_ numbers: [Int32]) -> String {
    numbers.map { all[Int($0)] }.joined(separator: separator)
  }
}
