import Artifacts
import Config

/// Folders of JPEG and PNG files: `image: [H, W, C]` in 0...255, or the fields that are written.
///
/// Every file of 8 or 16 bits is read as 8: grey where all are grey, else in colour; alpha is dropped, inks (CMYK) become colours, and a photo is
/// turned as its camera was held (Exif). Pictures may differ in size where transforms bring them to one. They are decoded when asked for.
struct Images: Source {
  static let schema = CommonFields.schema(
    "images", "Folders of JPEG and PNG files.",
    discussion:
      "`image` is [height, width, channels] in 0...255, after transforms of one size for all.",
    example:
      "source: images\npath: data/horse2zebra\nsplits: {train: trainA, test: testA}\nscale: [-1, 1]",
    fields: PictureExamples.fields)

  let examples: PictureExamples

  init(_ fields: Fields, location: DataLocation) throws {
    examples = try PictureExamples(fields, location: location, format: PictureFile.self)
  }

  var files: [DataFile] { examples.files }
  var supposed: SourceDescription? { examples.supposed }
  func describe(limit: Int?) throws -> SourceDescription { try examples.describe(limit: limit) }
  func load(limit: Int?) throws -> SourceContents { try examples.load(limit: limit) }
}
