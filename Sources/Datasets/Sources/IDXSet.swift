import Artifacts
import Config
import Diagnostics
import Tensors

/// Pictures, with labels where there are any, in IDX files of one folder: what `mnist` and sets under other names share.
///
/// Files are `PREFIX-images-idx3-ubyte` and `PREFIX-labels-idx1-ubyte`, also with a dot before `idx`, with or without `.gz`. A set has the
/// prefixes `train` and `t10k`, or the ones that end in train and in t10k or test, or the only one; `splits` names others.
/// Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
struct IDXSet: Sendable {
  /// The keys of such a source.
  static func fields(folder: String) -> [Field] {
    [
      Field("path", .path, .standard(folder), "The folder of the files."),
      Field(
        "splits", .mapping(.text), .optional,
        "How the names of the files begin, by default {train: train, test: t10k} or what is there."
      ),
    ]
  }

  /// The pictures and labels of one part.
  private struct Part {
    let images: IDXFile
    let labels: IDXFile?
  }

  private let folder: DataFile
  /// Where `splits` names them.
  private let written: [String]?

  init(_ fields: Fields, location: DataLocation) throws {
    folder = location.resolve("path", of: fields)
    written =
      fields.has("splits") ? try SourceParts.splits(fields).map { $0.text("splits") } : nil
  }

  var files: [DataFile] {
    guard let parts = try? parts() else { return [folder.asFolder] }
    return parts.flatMap { [$0.images.file] + ($0.labels.map { [$0.file] } ?? []) }
  }

  /// MNIST's form, where other files are neither there nor named. Where they would stand in a public set's folder, it is that.
  var assumed: SourceDescription? {
    guard written == nil, (try? prefixes(found())) == ["train", "t10k"] else { return nil }
    let isPublic = ["mnist", "fashion_mnist"].contains(PublicFiles.recipe(of: folder.written))
    return Self.description(
      [28, 28, 1], hasLabels: true, classCount: isPublic ? 10 : nil,
      .divided(train: 60000, test: 10000))
  }

  /// How the names of the picture files of the folder begin.
  private func found() throws -> [String] {
    guard Folder.isFolder(folder.path) else { return [] }
    let names = try Folder.names(in: folder.path)
    let prefixes = names.compactMap { name in
      Self.endings("images", "idx3-ubyte").first { name.hasSuffix($0) }.map {
        String(name.dropLast($0.count))
      }
    }
    return Array(Set(prefixes)).sorted()
  }

  /// - Throws: a folder that cannot be listed; files of which it is not clear which are meant.
  private func parts() throws -> [Part] {
    let found = try found()
    return try (written ?? prefixes(found)).map { prefix in
      let labels = file(prefix, "labels", "idx1-ubyte")
      // A set may have no labels at all; one file that is missing is told.
      let hasLabels = labels.exists || written == nil && found.isEmpty || anyLabels(found)
      return Part(
        images: IDXFile(file: file(prefix, "images", "idx3-ubyte")),
        labels: hasLabels ? IDXFile(file: labels) : nil)
    }
  }

  private func anyLabels(_ found: [String]) -> Bool {
    ((written ?? []) + found).contains { file($0, "labels", "idx1-ubyte").exists }
  }

  private func prefixes(_ found: [String]) throws -> [String] {
    if found.isEmpty || found.contains("train") && found.contains("t10k") {
      return ["train", "t10k"]
    }
    if found.count == 1 {
      // Half of MNIST is MNIST with a file missing.
      return ["train", "t10k"].contains(found[0]) ? ["train", "t10k"] : found
    }
    let train = found.filter { $0.hasSuffix("train") }
    let test = found.filter { $0.hasSuffix("t10k") || $0.hasSuffix("test") }
    if found.count == 2, train.count == 1, test.count == 1 { return train + test }
    throw folder.malformed(
      "holds several sets: \(found.quotedList(most: 20))",
      notes: ["'splits: {train: \(found[0].excerpt)}' names one"])
  }

  private static func endings(_ kind: String, _ form: String) -> [String] {
    ["-\(form)", "-\(form).gz", ".\(form)", ".\(form).gz"].map { "-\(kind)\($0)" }
  }

  /// The file under the one of its customary names that is there.
  private func file(_ prefix: String, _ kind: String, _ form: String) -> DataFile {
    let candidates = Self.endings(kind, form).map { folder.appending(prefix + $0) }
    return candidates.first(where: \.exists) ?? candidates[0]
  }

  func describe(limit: Int?) throws -> SourceDescription {
    let parts = try parts()
    return try describe(parts, labels: Self.labels(parts, limit: limit))
  }

  /// The largest file of labels that is looked at beforehand, in bytes.
  private static let mostLabels = 1 << 22

  /// The labels of each part; empty where files of labels are large, or damaged, which is told when they are read.
  private static func labels(_ parts: [Part], limit: Int?) -> [[Int32]] {
    var all: [[Int32]] = []
    for part in parts {
      guard let file = part.labels, (try? file.file.size(limit: mostLabels)) != nil,
        let shape = try? file.readShape(), shape.count == 1, shape[0] <= mostLabels,
        let labels = try? file.read(limit: limit).bytes
      else { return [] }
      all.append(labels.map { Int32($0) })
    }
    return all
  }

  private func describe(_ parts: [Part], labels: [[Int32]] = []) throws -> SourceDescription {
    let shapes = try parts.map { part in
      let images = try part.images.readShape()
      guard images.count >= 2 else {
        throw part.images.file.malformed("has one axis; pictures have three")
      }
      if let labels = part.labels {
        try Self.check(part, images: images, labels: labels.readShape())
      }
      return images
    }
    let pictures = shapes.map(Self.pictureShape)
    if let other = zip(pictures, parts).first(where: { $0.0 != pictures[0] }) {
      throw other.1.images.file.malformed(
        "has pictures of shape \(other.0); '\(parts[0].images.file.shown)' of \(pictures[0])")
    }
    return Self.description(
      pictures[0], hasLabels: parts.allSatisfy { $0.labels != nil }, labels: labels,
      shapes.count == 1 ? .whole(shapes[0][0]) : .divided(train: shapes[0][0], test: shapes[1][0]))
  }

  func load(limit: Int?) throws -> SourceContents {
    let parts = try parts()
    let description = try describe(parts)
    var (count, pixels): (Int, [UInt8]) = (0, [])
    var labels: [Int32] = []
    var digests: [FileDigest] = []
    for part in parts {
      let images = try part.images.read(limit: limit)
      if pixels.isEmpty { pixels = images.bytes } else { pixels += images.bytes }
      count += images.shape[0]
      digests.append(images.digest)
      guard description.fields.count > 1, let file = part.labels else { continue }
      let classes = try file.read(limit: limit)
      try Self.check(part, images: images.shape, labels: classes.shape)
      labels += classes.bytes.map { Int32($0) }
      digests.append(classes.digest)
    }
    let shape = Shape([count] + description.fields[0].type.shape.extents)
    guard shape.count == pixels.count else {
      throw parts[0].images.file.malformed("changed while it was read")
    }
    let arrays = [HostArray(shape: shape, storage: .uint8(pixels))]
    return SourceContents(
      arrays: description.fields.count == 1
        ? arrays : arrays + [HostArray(shape: [labels.count], storage: .int32(labels))],
      counts: description.counts.limited(to: limit), digests: digests)
  }

  private static func check(_ part: Part, images: [Int], labels: [Int]) throws {
    guard let file = part.labels?.file else { return }
    guard labels.count == 1 else {
      throw file.malformed("has \(labels.count.counted("axis", plural: "axes")); labels have one")
    }
    guard labels[0] == images[0] else {
      throw file.malformed(
        "has \(labels[0]) labels for the \(images[0]) pictures of '\(part.images.file.shown)'")
    }
  }

  /// `[N, H, W]` holds pictures of `[H, W, 1]`; other ranks are taken as they are.
  private static func pictureShape(_ extents: [Int]) -> Shape {
    Shape(Array(extents.dropFirst()) + (extents.count == 3 ? [1] : []))
  }

  private static func description(
    _ picture: Shape, hasLabels: Bool, classCount: Int? = nil, labels: [[Int32]] = [],
    _ counts: SourceCounts
  ) -> SourceDescription {
    let image = SourceField("image", TensorType(picture), naturalRange: 0...255, isBytes: true)
    let label = SourceField(
      "label", TensorType([], .int32), classCount: classCount, labels: labels)
    return SourceDescription(fields: hasLabels ? [image, label] : [image], counts: counts)
  }
}

/// A set that stands in files as MNIST does.
protocol IDXSource: Source {
  var idx: IDXSet { get }
}

extension IDXSource {
  var files: [DataFile] { idx.files }
  var assumed: SourceDescription? { idx.assumed }
  func describe(limit: Int?) throws -> SourceDescription { try idx.describe(limit: limit) }
  func load(limit: Int?) throws -> SourceContents { try idx.load(limit: limit) }
}
