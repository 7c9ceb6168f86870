import Config

/// Fronts of houses and maps of their parts: `photo` and `labels: [size, size, 3]` in 0...255, in the colours of the CMP Facade Database.
struct BuiltinFacades: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/facades", "Synthetic facades with their label maps.",
    discussion:
      "`photo` and `labels` are [size, size, 3] in 0...255; random transforms treat both alike.",
    count: .standard("400"),
    counts: 1...100_000, holdout: "0.2", fields: PaintedExamples.fields(side: 128))

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let side = fields.integer("size")
    examples = PaintedExamples(
      Self.schema.name, height: side, width: side, names: ["photo", "labels"],
      count: fields.integer("count")
    ) { draws in
      let facade = Facade.paint(side: side, draws: &draws)
      return [facade.photo, facade.labels]
    }
  }
}
