import Config
import Diagnostics

/// Texts that a language model writes, one at each temperature.
public struct TextDefinition: Sendable {
  public let name: String
  /// Where the prompt and the length stand.
  let promptRange: SourceRange?
  let lengthRange: SourceRange?
  /// A score for every word that may come next, at each place of the words that it reads.
  public let scores: ExpressionTree
  /// What each text begins with.
  public let prompt: String
  /// How many words follow the prompt at most.
  public let length: Int
  /// From 0, where the likeliest word is taken.
  public let temperatures: [Double]
  /// `nil` for each epoch, or the end of a round where there are none.
  public let every: WrittenInterval?
  public let trains: Bool
  public let fresh: Bool

  /// Fields of a sample that say how pictures are shown, and those that say what is written.
  private static let ofGrids = [
    "count", "columns", "range", "undo", "split", "gif", "titles", "captions", "labels", "top",
    "truth", "iterate", "times", "batch",
  ]
  private static let ofTexts = ["prompt", "length", "temperatures"]

  /// Whether a sample is of texts, not of pictures.
  ///
  /// - Throws: one that is of neither or both, or that has a field of the other.
  static func isMeant(by fields: Fields, _ value: FieldValue) throws -> Bool {
    let isText = fields.has("text")
    guard isText != fields.has("grid") else {
      throw Diagnostic(
        isText
          ? "a sample shows pictures ('grid') or writes texts ('text'), not both"
          : "a sample shows something: 'grid: [digit]', or 'text: model(review[:-1])'",
        at: isText ? fields.range(of: "text") : value.keyRange)
    }
    // The resolved experiment writes what is left at its default.
    let other = (isText ? ofGrids : ofTexts).first {
      fields.has($0) && !fields.hasStandardValue($0)
    }
    guard let other else { return isText }
    throw Diagnostic(
      isText
        ? "'\(other)' is of pictures, and this sample is of texts"
        : "'\(other)' goes with 'text', and this sample is of pictures",
      at: fields.value(other).keyRange ?? fields.range(of: other))
  }

  /// - Throws: where the prompt or the length is missing.
  init(name: String, _ fields: Fields) throws {
    for (key, example) in [("prompt", "this movie"), ("length", "50")] where !fields.has(key) {
      throw Diagnostic(
        key == "prompt"
          ? "a text begins with some words: '\(key): \(example)'"
          : "a text needs to know how many words follow the prompt: '\(key): \(example)'",
        at: fields.range(of: "text"))
    }
    self.name = name
    scores = fields.expression("text")
    prompt = fields.text("prompt")
    promptRange = fields.range(of: "prompt")
    length = fields.integer("length")
    lengthRange = fields.range(of: "length")
    temperatures =
      fields.has("temperatures") ? fields.list("temperatures").map { $0.number() } : [1]
    every = Interval.written(in: fields)
    trains = fields.text("mode") == "training"
    fresh = fields.boolean("fresh")
  }
}
