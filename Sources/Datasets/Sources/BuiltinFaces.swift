import Config

/// Faces from the front, all in one place: `image: [size, size, 3]` in 0...255.
struct BuiltinFaces: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/faces", "Synthetic faces.",
    discussion: "`image` is [size, size, 3] in 0...255.", count: .standard("2000"),
    counts: 1...100_000, holdout: "0.2", fields: PaintedExamples.fields(side: 64))

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let side = fields.integer("size")
    examples = PaintedExamples(
      Self.schema.name, height: side, width: side, count: fields.integer("count")
    ) { draws in
      [Face.paint(side: side, draws: &draws)]
    }
  }
}
