import Artifacts
import Config
import Diagnostics
import Tensors

/// Examples in folders of picture files: what `images`, `paired_images` and sources of other formats share.
///
/// A source of another format is its schema, with ``fields``, and one of these with that format: as ``Images`` is.
struct PictureExamples: Sendable {
  /// The keys that say where the folders are.
  static let fields =
    folders + [
      Field(
        "fields", .mapping(.path), .optional,
        "One folder for each field, within that of a split; pictures are paired by their names without ending."
      )
    ]

  /// The same without `fields`.
  static let folders = [
    Field("path", .path, .required, "The folder of the pictures, or of 'splits' and 'fields'."),
    Field(
      "splits", .mapping(.path), .optional,
      "One folder each for 'train' and 'test', within 'path'."),
    Field(
      "label", .choice(["folder"]), .optional,
      "folder: 'path', or each of 'splits', has one folder for each class; `label` is its number, in the order of their names."
    ),
    skipBad,
  ]

  static let skipBad = Field(
    "skip_bad", .boolean, .standard("false"),
    "Leaves out files that cannot be read, after looking at all of them before training.")

  /// The folders of one part, one a field.
  private let parts: [[PictureFolder]]
  private let names: [String]
  /// Whether one file is the left and the right half of an example.
  private let isHalved: Bool
  /// Whether the folders' names are classes.
  private let isLabelled: Bool
  private let skipsBad: Bool
  /// What lists the pictures of each part, where the folders do not.
  private let tables: [PictureTable]
  private let listed = Once<PictureListing>()

  /// - Parameter halves: the names of the left and the right half of each file, where it has two.
  /// - Throws: splits other than `train` and `test`; no fields, or one called as the label is.
  init(
    _ fields: Fields, location: DataLocation, format: any PictureFormat.Type,
    halves: [String]? = nil
  ) throws {
    let path = location.resolve("path", of: fields)
    let roots =
      fields.has("splits")
      ? try SourceParts.splits(fields).map { location.resolve($0, in: path) } : [path]
    isHalved = halves != nil
    isLabelled = fields.has("label")
    skipsBad = fields.boolean("skip_bad")
    tables = []
    guard halves == nil, fields.has("fields") else {
      names = halves ?? ["image"]
      try Self.check(names, isLabelled: isLabelled, fields)
      parts = roots.map { [PictureFolder($0, format: format)] }
      return
    }
    let written = fields.mapping("fields")
    guard !written.isEmpty else {
      throw Diagnostic("'fields' names at least one folder", at: fields.range(of: "fields"))
    }
    names = Array(written.keys)
    try Self.check(names, isLabelled: isLabelled, fields)
    parts = roots.map { root in
      written.values.map { PictureFolder(location.resolve($0, in: root), format: format) }
    }
  }

  /// The pictures that tables list, one table a part.
  init(_ tables: [PictureTable], skipsBad: Bool) {
    self.tables = tables
    self.skipsBad = skipsBad
    parts = tables.map { [$0.folder] }
    names = ["image"]
    isHalved = false
    isLabelled = false
  }

  private static func check(_ names: [String], isLabelled: Bool, _ fields: Fields) throws {
    guard isLabelled, names.contains("label") else { return }
    throw Diagnostic(
      "'label: folder' makes the field 'label'; call the other one otherwise",
      at: fields.range(of: "fields"))
  }

  var files: [DataFile] {
    tables.isEmpty
      ? parts.flatMap { $0.map(\.folder) }
      : tables.map(\.file) + tables.prefix(1).map(\.folder.folder)
  }

  /// Coloured pictures of a usual size, as many as an epoch needs to be worth its name.
  var supposed: SourceDescription {
    let pictures = names.map {
      SourceField($0, TensorType([256, 256, 3], .float32), naturalRange: 0...255, isBytes: true)
    }
    return SourceDescription(
      fields: pictures + supposedLabel,
      counts: parts.count > 1 ? .divided(train: 448, test: 64) : .whole(512))
  }

  /// The field of the label, where there is one.
  private var supposedLabel: [SourceField] {
    isLabelled || tables.contains { $0.hasLabels }
      ? [SourceField("label", TensorType([], .int32))] : []
  }

  func describe(limit: Int?) throws -> SourceDescription {
    let listing = try listing(limit)
    let pictures = names.indices.map { field in
      let found = listing.shapes(ofField: field)
      return SourceField(
        names[field], .float32, shapes: found.map(\.shape), files: found.map(\.file),
        naturalRange: 0...255, isBytes: true)
    }
    // Which pictures cannot be decoded is not known yet.
    let label = listing.label(areKnown: !skipsBad)
    return SourceDescription(
      fields: pictures + (label.map { [$0] } ?? []), counts: listing.counts,
      mayHaveFewer: skipsBad, decodedBytes: listing.byteCount, warnings: listing.warnings)
  }

  func load(limit: Int?) throws -> SourceContents {
    let listing = try listing(limit)
    var warnings: [Diagnostic] = []
    let readable = skipsBad ? try listing.readable(&warnings) : listing
    return SourceContents(
      .decoded(readable), counts: readable.counts, digests: try readable.digests(),
      warnings: warnings)
  }

  /// Decodes pictures, as far as `most` bytes of them.
  ///
  /// - Returns: what was not looked at.
  /// - Throws: those that are damaged, by name.
  func examine(limit: Int?, most: Int) throws -> String? {
    // What cannot be decoded is left out, and told as training begins.
    skipsBad ? nil : try listing(limit).examine(most: most)
  }

  func digests(limit: Int?) throws -> [FileDigest] {
    let listing = try listing(limit)
    var warnings: [Diagnostic] = []
    return try (skipsBad ? listing.readable(&warnings) : listing).digests()
  }

  private func listing(_ limit: Int?) throws -> PictureListing {
    try listed.value {
      try PictureListing(
        parts, isHalved: isHalved, isLabelled: isLabelled, skipsBad: skipsBad, limit: limit,
        tables: tables)
    }
  }
}

/// A set of picture files.
protocol PictureSource: Source {
  var examples: PictureExamples { get }
}

extension PictureSource {
  var files: [DataFile] { examples.files }
  var supposed: SourceDescription? { examples.supposed }
  func describe(limit: Int?) throws -> SourceDescription { try examples.describe(limit: limit) }
  func load(limit: Int?) throws -> SourceContents { try examples.load(limit: limit) }
  func examine(_ described: SourceDescription, limit: Int?, most: Int) throws -> String? {
    try examples.examine(limit: limit, most: most)
  }
  func digests(limit: Int?) throws -> [FileDigest] { try examples.digests(limit: limit) }
}
