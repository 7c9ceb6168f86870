import Config

/// A synthetic photograph of a lake and mountains. One example: `image: [H, W, 3]` in 0...255.
struct BuiltinPhoto: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/photo", "A synthetic photograph of a lake and mountains.",
    discussion: "`image` is [height, width, 3] in 0...255.",
    fields: PaintedExamples.pictureFields)

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let (height, width) = PictureFields.size(fields)
    examples = PaintedExamples(Self.schema.name, height: height, width: width, count: 1) { draws in
      [Landscape.photo(height: height, width: width, draws: &draws)]
    }
  }
}
