import Config

/// A synthetic painting of a village at night. One example: `image: [H, W, 3]` in 0...255.
struct BuiltinPainting: PaintedSource {
  static let schema = CommonFields.schema(
    "builtin/painting", "A synthetic painting of a village at night.",
    discussion: "`image` is [height, width, 3] in 0...255.",
    fields: PaintedExamples.pictureFields)

  let examples: PaintedExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let (height, width) = PictureFields.size(fields)
    examples = PaintedExamples(Self.schema.name, height: height, width: width, count: 1) { draws in
      [Landscape.painting(height: height, width: width, draws: &draws)]
    }
  }
}
