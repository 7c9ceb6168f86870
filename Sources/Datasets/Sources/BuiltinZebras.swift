import Config

/// Zebras in the savanna: `image: [size, size, 3]` in 0...255.
struct BuiltinZebras: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/zebras", "Synthetic pictures of zebras.",
    discussion: "`image` is [size, size, 3] in 0...255.", count: .standard("400"),
    counts: 1...100_000, holdout: "0.2", fields: PaintedExamples.fields(side: 128))

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let side = fields.integer("size")
    examples = PaintedExamples(
      Self.schema.name, height: side, width: side, count: fields.integer("count")
    ) { draws in
      [Animal.paint(.zebra, side: side, draws: &draws)]
    }
  }
}
