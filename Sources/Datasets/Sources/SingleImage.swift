import Artifacts
import Config
import Diagnostics
import Tensors

/// One JPEG or PNG file: `image: [H, W, C]` in 0...255.
///
/// Without random transforms it is a constant: it makes no epochs. `height` keeps the aspect (the width is rounded), `longest` too.
struct SingleImage: Source {
  static let schema = CommonFields.schema(
    "image", "One picture: a JPEG or PNG file.",
    discussion: "`image` is [height, width, channels] in 0...255.",
    example: "source: image\npath: data/images/photo.jpg\nheight: 400",
    fields: [
      Field("path", .path, .required, "The file."),
      Field(
        "height", .integer(PictureFields.extents), .optional,
        "What its height becomes; the aspect is kept."),
      Field(
        "longest", .integer(PictureFields.extents), .optional,
        "What its longer side becomes; the aspect is kept."),
      Field(
        "size",
        .either([
          .integer(PictureFields.extents), .list(.integer(PictureFields.extents), count: 2...2),
          .text,
        ]), .optional, "Its size: a side, [height, width], or the name of a data set that has it."),
      PictureFields.method(.bilinear),
    ])

  let file: DataFile
  let transforms: [any Transform]
  let sizeReference: SizeReference?

  init(_ fields: Fields, location: DataLocation) throws {
    file = location.resolve("path", of: fields)
    let written = ["height", "longest", "size"].filter { fields.has($0) }
    guard written.count < 2 else {
      throw Diagnostic(
        "'\(written[0])' and '\(written[1])' both say the size; write one of them",
        at: fields.range(of: written[1]))
    }
    let method = PictureFields.method(fields)
    guard !written.isEmpty || fields.hasStandardValue("method") else {
      throw Diagnostic(
        "'method' says how the picture is brought to another size, and none is asked for: write 'height', 'longest' or 'size', or leave 'method' away",
        at: fields.range(of: "method"))
    }
    if fields.has("size"), case .text(let name) = fields.value("size").content {
      sizeReference = SizeReference(
        name: name, range: fields.range(of: "size"), method: method)
      transforms = []
      return
    }
    sizeReference = nil
    switch written.first {
    case "height": transforms = [Resize(.height(fields.integer("height")), method: method)]
    case "longest": transforms = [Resize(.longest(fields.integer("longest")), method: method)]
    case "size":
      let size = PictureFields.size(fields)
      transforms = [Resize(.exactly(height: size.height, width: size.width), method: method)]
    default: transforms = []
    }
  }

  var files: [DataFile] { [file] }

  /// The folder that holds it, which says where it is wrong.
  private var folder: (folder: PictureFolder, name: String) {
    let (folder, name) = file.place
    return (PictureFolder(folder, format: PictureFile.self), name)
  }

  func describe(limit: Int?) throws -> SourceDescription {
    _ = try file.size(limit: PictureFile.maximumBytes)
    let info = try folder.folder.describe(folder.name)
    return SourceDescription(
      fields: [
        SourceField(
          "image", TensorType([info.height, info.width, info.channels]), naturalRange: 0...255,
          isBytes: true)
      ], counts: .whole(1))
  }

  func load(limit: Int?) throws -> SourceContents {
    let info = try folder.folder.describe(folder.name)
    let picture = try folder.folder.read(folder.name, expecting: info)
    return SourceContents(
      arrays: [
        HostArray(
          shape: [1, picture.height, picture.width, picture.channels],
          storage: .uint8(picture.pixels))
      ], counts: .whole(1),
      digests: [file.digest(of: try file.read(limit: PictureFile.maximumBytes))])
  }
}
