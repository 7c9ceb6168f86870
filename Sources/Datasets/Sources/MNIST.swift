import Config
import Diagnostics
import Foundation
import Tensors

/// Pictures with labels in IDX files, gzipped or not: `image: [28, 28, 1]` in 0...255 and `label`.
///
/// The names are the originals': `train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`, with or without `.gz`, under `data/mnist`. Fashion-MNIST and
/// others of that form are read with `path` (and `splits` where their names begin otherwise).
/// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
struct MNIST: Source {
  static let schema = CommonFields.schema(
    "mnist", "Pictures with labels in IDX files: MNIST, Fashion-MNIST and others of that form.",
    discussion: "`image` is [28, 28, 1] in 0...255; `label` is int32.",
    fields: [
      Field("path", .path, .standard("data/mnist"), "The folder of the files."),
      Field(
        "splits", .mapping(.text), .optional,
        "How the names of the files begin, by default {train: train, test: t10k}."),
    ])

  /// The pictures and labels of one part.
  private struct Part {
    let images: IDXFile
    let labels: IDXFile
  }

  private let parts: [Part]
  private let isStandard: Bool

  init(_ fields: Fields, location: DataLocation) throws {
    let folder = location.resolve("path", of: fields)
    isStandard = !fields.has("splits")
    var prefixes = ["train", "t10k"]
    if fields.has("splits") {
      prefixes = try SourceParts.splits(fields).map { $0.text("splits") }
    }
    parts = prefixes.map { prefix in
      Part(
        images: IDXFile(file: Self.file("\(prefix)-images", "idx3-ubyte", in: folder)),
        labels: IDXFile(file: Self.file("\(prefix)-labels", "idx1-ubyte", in: folder)))
    }
  }

  /// The file under the one of its customary names that is there.
  private static func file(_ name: String, _ suffix: String, in folder: DataFile) -> DataFile {
    let candidates = ["-\(suffix)", "-\(suffix).gz", ".\(suffix)", ".\(suffix).gz"].map {
      folder.appending(name + $0)
    }
    return candidates.first(where: \.exists) ?? candidates[0]
  }

  var files: [DataFile] { parts.flatMap { [$0.images.file, $0.labels.file] } }

  var assumed: SourceDescription? {
    isStandard ? Self.description([28, 28, 1], .divided(train: 60000, test: 10000)) : nil
  }

  func describe(limit: Int?) throws -> SourceDescription {
    let shapes = try parts.map { part in
      let images = try part.images.readShape()
      try check(part, images: images, labels: part.labels.readShape())
      return images
    }
    let pictures = shapes.map(Self.pictureShape)
    if let other = zip(pictures, parts).first(where: { $0.0 != pictures[0] }) {
      throw other.1.images.file.malformed(
        "has pictures of shape \(other.0); '\(parts[0].images.file.written)' of \(pictures[0])")
    }
    return Self.description(
      pictures[0],
      shapes.count == 1 ? .whole(shapes[0][0]) : .divided(train: shapes[0][0], test: shapes[1][0]))
  }

  func load(limit: Int?) throws -> SourceContents {
    let description = try describe(limit: limit)
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    var digests: [FileDigest] = []
    for part in parts {
      let images = try part.images.read(limit: limit)
      let classes = try part.labels.read(limit: limit)
      try check(part, images: images.shape, labels: classes.shape)
      if pixels.isEmpty { pixels = images.bytes } else { pixels += images.bytes }
      labels += classes.bytes.map { Int32($0) }
      digests += [images.digest, classes.digest]
    }
    let shape = Shape([labels.count] + description.fields[0].type.shape.extents)
    guard shape.count == pixels.count else {
      throw parts[0].images.file.malformed("changed while it was read")
    }
    return SourceContents(
      arrays: [
        HostArray(shape: shape, storage: .uint8(pixels)),
        HostArray(shape: [labels.count], storage: .int32(labels)),
      ], counts: description.counts.limited(to: limit), digests: digests)
  }

  private func check(_ part: Part, images: [Int], labels: [Int]) throws {
    guard labels.count == 1 else {
      throw part.labels.file.malformed("has \(labels.count) axes; labels have one")
    }
    guard labels[0] == images[0] else {
      throw part.labels.file.malformed(
        "has \(labels[0]) labels for the \(images[0]) pictures of '\(part.images.file.written)'")
    }
  }

  /// `[N, H, W]` holds pictures of `[H, W, 1]`; other ranks are taken as they are.
  private static func pictureShape(_ extents: [Int]) -> Shape {
    Shape(Array(extents.dropFirst()) + (extents.count == 3 ? [1] : []))
  }

  private static func description(_ picture: Shape, _ counts: SourceCounts) -> SourceDescription {
    SourceDescription(
      fields: [
        SourceField("image", TensorType(picture), naturalRange: 0...255, isBytes: true),
        SourceField("label", TensorType([], .int32)),
      ], counts: counts)
  }
}
