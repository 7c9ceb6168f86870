import Artifacts
import Config

/// Folders of JPEG and PNG files: `image: [H, W, C]` in 0...255, or the fields that are written.
///
/// Every file of 8 or 16 bits is read as 8: grey where all are grey, else in colour; alpha is dropped, inks (CMYK) become colours, and a photo is
/// turned as its camera was held (Exif). Pictures may differ in size where transforms bring them to one. They are decoded when asked for.
/// With `label: folder` they stand in one folder for each class, which is `label`.
struct Images: PictureSource {
  static let schema = CommonFields.schema(
    "images", "Folders of JPEG and PNG files.",
    discussion: """
      `image` is [height, width, channels] in 0...255, after transforms of one size for all.

      `label: folder` reads pictures in one folder for each class, as Keras's image_dataset_from_directory and torchvision's ImageFolder: classes are \
      numbered in the order of the folders' names, which captions and colours show; those of the training part hold for the test part. \
      A class has the pictures of folders within its folder too. Examples come as the first of each class, then the second of each. Where \
      pictures stand as `data/pets/cat/1.jpg` and `data/pets/dog/1.jpg`, `{source: images, path: data/pets, label: folder, holdout: 0.2}` has \
      `pet.label` 0 for a cat and 1 for a dog.
      """,
    example:
      "source: images\npath: data/horse2zebra\nsplits: {train: trainA, test: testA}\nscale: [-1, 1]",
    fields: PictureExamples.fields)

  let examples: PictureExamples

  init(_ fields: Fields, location: DataLocation) throws {
    examples = try PictureExamples(fields, location: location, format: PictureFile.self)
  }
}
