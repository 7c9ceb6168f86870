import Config

/// Handwritten digits, or any set in the form of theirs: `image: [28, 28, 1]` in 0...255 and `label`.
struct MNIST: Source {
  static let schema = CommonFields.schema(
    "mnist", "Pictures with labels in IDX files: MNIST and any set of that form in a folder.",
    discussion: "`image` is [28, 28, 1] in 0...255; `label` is int32, where there are labels.",
    example: "source: mnist\nsplit: train",
    fields: IDXSet.fields(folder: "data/mnist"))

  private let idx: IDXSet

  init(_ fields: Fields, location: DataLocation) throws {
    idx = try IDXSet(fields, location: location)
  }

  var files: [DataFile] { idx.files }
  var assumed: SourceDescription? { idx.assumed }
  func describe(limit: Int?) throws -> SourceDescription { try idx.describe(limit: limit) }
  func load(limit: Int?) throws -> SourceContents { try idx.load(limit: limit) }
}
