import Config

/// Handwritten digits, or any set in the form of theirs: `image: [28, 28, 1]` in 0...255 and `label`.
struct MNIST: IDXSource {
  static let schema = CommonFields.schema(
    "mnist", "Pictures with labels in IDX files: MNIST and any set of that form in a folder.",
    discussion: "`image` is [28, 28, 1] in 0...255; `label` is int32, where there are labels.",
    example: "source: mnist\nsplit: train",
    fields: IDXSet.fields(folder: "data/mnist"))

  let idx: IDXSet

  init(_ fields: Fields, location: DataLocation) throws {
    idx = try IDXSet(fields, location: location)
  }
}
