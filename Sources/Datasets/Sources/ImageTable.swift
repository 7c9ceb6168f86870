import Artifacts
import Config
import Diagnostics

/// JPEG and PNG files that a table lists, as most sets of Kaggle have them: `image: [H, W, C]` in 0...255, and `label` where a column is one.
///
/// Labels are as a table's are: int32 where all are whole numbers, else float32; texts are classes in the order of their appearance.
struct ImageTable: PictureSource {
  static let schema = CommonFields.schema(
    "image_table", "JPEG and PNG files that a table lists, with their labels.",
    discussion: """
      A row is a picture: `image` is [height, width, channels] in 0...255, after transforms of one size for all. `label` is int32 where all are whole, float32 where they \
      are other numbers, or texts, which become classes in the order of their appearance; those of the training part hold for the test part.

      Names start at `folder`, as `1.jpg` or `cats/1.jpg`, and need no ending where one picture has that name. The first row names the columns unless it names a picture. \
      Pictures that no row names are not read; a picture that two rows name is an error, since one of them could be kept for testing.
      """,
    example: """
      source: image_table
      path: data/dogs/labels.csv
      folder: data/dogs/train
      column: id
      label: breed
      holdout: 0.2
      transforms: [{smart_resize: 64}, {scale: [-1, 1]}]
      """,
    fields: SourceParts.fields + [
      Field("folder", .path, .required, "The folder that the names of the pictures start at."),
      Field(
        "column",
        .either([.choice(["last", "first"]), .integer(1...CSVReader.maximumColumns), .text]),
        .standard("first"),
        "The column of the pictures' names: last, first, its number from 1, or its name."),
      CSV.labelField,
      CSV.delimiterField,
      PictureExamples.skipBad,
    ])

  let examples: PictureExamples

  init(_ fields: Fields, location: DataLocation) throws {
    let parts = try SourceParts(fields, location: location)
    let folder = PictureFolder(location.resolve("folder", of: fields), format: PictureFile.self)
    let layout = try CSV.layout(of: "image", fields, parts.files)
    let origin = fields.value("folder").origin
    let tables = parts.files.map { file in
      PictureTable(
        file: file, folder: folder, layout: layout, memory: parts.memory,
        place: { location.resolve($0, in: folder.folder, origin: origin) })
    }
    examples = PictureExamples(tables, skipsBad: fields.boolean("skip_bad"))
  }
}
