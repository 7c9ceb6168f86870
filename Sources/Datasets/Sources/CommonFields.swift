import Config
import Tensors

/// The keys that every source has.
public enum CommonFields {
  /// How many made-up examples there may be: a million pictures take 0.8 GB.
  static let builtinCounts = 1...1_000_000

  /// The names of the shared keys that say what becomes of examples, whatever their source.
  public static let names = schema("", "", fields: []).fields.map(\.name).filter { $0 != pin }
  /// The key that says which bytes the files have. It changes no number.
  public static let pin = "sha256"

  /// The schema of a source: its own keys, then the shared ones (`source` picks it and is none of them).
  static func schema(
    _ name: String, _ summary: String, discussion: String = "", count: Field.Presence = .optional,
    counts: ClosedRange<Int> = 1...Int(Int32.max), holdout: String = "0",
    example: String? = nil, fields: [Field]
  ) -> Schema {
    Schema(
      name, summary, discussion: discussion, example: example,
      fields: fields + [
        Field(
          "split", .choice(["train", "test", "all"]), .standard("train"),
          "The part of the set that training reads."),
        Field(
          "holdout", .number(NumberRange(from: 0, to: 1, excludingHighest: true)),
          .standard(holdout),
          "The fraction of the examples kept for testing, drawn by the experiment's seed."),
        Field(
          "train_where", .expression, .optional,
          "Only examples for which this is not 0 are trained on: `label == 1`."),
        Field("scale", .map(Scale.schema), .optional, "Short for one transform."),
        Field(
          "preprocess", .choice(Preprocessing.allCases.map(\.rawValue)), .optional,
          "Short for one transform."),
        Field(
          "transforms", .list(.kind(of: TransformCatalogue.catalogue), count: 0...64), .optional,
          "What is done to each example, in order."),
        Field(
          "shuffle", .boolean, .standard("true"),
          "Whether each epoch has an order of its own."),
        Field(
          "count", .integer(counts), count,
          "At most this many examples of each part, the first ones."),
        Field(
          pin, .either([.text, .mapping(.text)]), .optional,
          "What the file or folder holds, as 64 hexadecimal digits (run.json has them), or for each of several; other bytes are refused."
        ),
      ])
  }
}
