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

  /// A data set of whatever source: the shared keys, after the two that say where it is from.
  public static let dataSet = schema(
    "data", "Where examples come from.",
    discussion: """
      Data sets by name. Each has a `source`, whose own keys stand beside these (`etch explain sources` lists them), and two parts: `train` is what training reads, \
      `test` what metrics and samples read, unless they say `split: train`. Which is which says the set itself, or `splits` of its folders, or \
      `holdout`, which draws by the seed and the name of the set: two sets of one file keep different examples. Each set numbers its classes and words by itself.

      Transforms run in order, on every field of their kind; random ones only in training, and alike on the halves of a pair. An epoch is as \
      long as the shortest set that training reads. The bare name is the main field, as a picture, `digit.label` another one.

      A path that begins with `data/` is looked up in the folder of `--data`; `etch fetch FILE` gets what a file lacks and is public.
      """,
    example: """
      data:
        digit: {source: builtin/digits, count: 2048, holdout: 0.2, scale: [0, 1], train_where: label < 8}
        unseen: {like: digit, train_where: label >= 8}
      metrics:
        unseen_error: {value: mean(square(decoder(encoder(unseen)) - unseen)), split: train}    # those of train_where
      """,
    fields: [
      Field("source", .text, .optional, "The kind of source; its page tells what else it takes."),
      like,
    ])

  /// The key by which a set copies another one.
  static let like = Field(
    "like", .text, .optional, "Another data set of this file, which holds where this is silent.")

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
          "The split that training reads."),
        Field(
          "holdout", .number(NumberRange(from: 0, to: 1, excludingHighest: true)),
          .standard(holdout),
          "The fraction of the examples held out for testing, drawn by the experiment's seed."),
        Field(
          "train_where", .expression, .optional,
          "Trains only on examples for which this is not 0: `label == 1`."),
        Field(
          "scale", .map(Scale.schema), .optional,
          "Shorthand for a single transform, without 'transforms'."),
        Field(
          "preprocess", .choice(Preprocessing.allCases.map(\.rawValue)), .optional,
          "Shorthand for a single transform, without 'transforms'."),
        Field(
          "transforms", .list(.kind(of: TransformCatalogue.catalogue), count: 0...64), .optional,
          "What is done to each example, in order."),
        Field(
          "shuffle", .boolean, .standard("true"),
          "Whether to shuffle the examples anew for each epoch."),
        Field(
          "count", .integer(counts), count,
          "At most this many examples of each part of the source, the first ones, of which 'holdout' and 'train_where' choose."
        ),
        Field(
          pin, .either([.text, .mapping(.text)]), .optional,
          "The SHA-256 of the file or folder, as 64 hexadecimal digits (run.json has them), or of each of several; other bytes are refused."
        ),
      ])
  }
}
