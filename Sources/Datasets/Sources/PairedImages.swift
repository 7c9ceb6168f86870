import Artifacts
import Config
import Diagnostics

/// Folders of JPEG and PNG files of two halves, as pix2pix has them: two fields of `[H, W / 2, C]` in 0...255.
///
/// Random transforms treat both halves alike.
struct PairedImages: PictureSource {
  static let schema = CommonFields.schema(
    "paired_images", "Folders of JPEG and PNG files that hold two pictures side by side.",
    discussion:
      "The fields are the left and the right half, in 0...255; the first is the main one.",
    example: "source: paired_images\npath: data/facades\nfields: [photo, labels]\nscale: [-1, 1]",
    fields: PictureExamples.folders + [
      Field(
        "fields", .list(.text, count: 2...2), .standard("[left, right]"),
        "What the left and the right half are called.")
    ])

  let examples: PictureExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let names = fields.list("fields").map { $0.text("fields") }
    guard names[0] != names[1] else {
      throw Diagnostic("the halves have one name", at: fields.range(of: "fields"))
    }
    examples = try PictureExamples(
      fields, location: location, format: PictureFile.self, halves: names)
  }
}
