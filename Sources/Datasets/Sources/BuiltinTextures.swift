import Config

/// Surfaces: stripes, checks, dots, waves, bricks, marble, brush strokes, foliage, scales, noise: `image: [size, size, 3]` in 0...255 and `label`.
struct BuiltinTextures: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/textures", "Synthetic textures: stripes, bricks, marble, foliage and others.",
    discussion: "`image` is [size, size, 3] in 0...255; `label` is int32.",
    count: .standard("2000"), counts: 1...100_000, holdout: "0.2",
    fields: PaintedExamples.fields(side: 64))

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let side = fields.integer("size")
    examples = PaintedExamples(
      Self.schema.name, height: side, width: side, count: fields.integer("count"),
      classes: Texture.allCases.map(\.name)
    ) { draws, label in
      [Texture.allCases[label].paint(side: side, draws: &draws)]
    }
  }
}
