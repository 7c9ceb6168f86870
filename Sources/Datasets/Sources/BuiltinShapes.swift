import Config

/// Circles, squares, stars and other figures, of one colour each: `image: [size, size, 3]` in 0...255 and `label`.
struct BuiltinShapes: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/shapes", "Synthetic shapes: circles, squares, stars and others.",
    discussion: "`image` is [size, size, 3] in 0...255; `label` is int32.",
    count: .standard("2000"), counts: 1...100_000, holdout: "0.2",
    fields: PaintedExamples.fields(side: 32))

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let side = fields.integer("size")
    examples = PaintedExamples(
      Self.schema.name, height: side, width: side, count: fields.integer("count"),
      classes: Figure.allCases.map(\.name)
    ) { draws, label in
      [Figure.allCases[label].paint(side: side, draws: &draws)]
    }
  }
}
