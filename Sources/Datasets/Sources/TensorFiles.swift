import Artifacts
import Config
import Diagnostics
import Tensors

/// Arrays whose first axis is the examples, from .npy and .safetensors files: recorded noise, prepared data.
///
/// One .npy file is the field `value`; a .safetensors file has a field for each tensor; `fields` names one .npy file for each. Bytes that are
/// not scalars are pictures in 0...255; 64-bit numbers are brought to 32, 16-bit ones widened, truth values are 0 and 1. Tensors without
/// examples (a scalar beside the others) are passed over, and so are those whose name no field can have, which nothing can read.
struct TensorFiles: Source {
  static let schema = CommonFields.schema(
    "tensors", "Arrays whose first axis is the examples, from .npy and .safetensors files.",
    discussion:
      "float64 is rounded to float32, float16 widened; bytes with axes of their own are delivered as float32.",
    example: "source: tensors\npath: data/latents.npy",
    fields: [
      Field("path", .path, .optional, "The file, or the folder of 'splits' and 'fields'."),
      Field("fields", .mapping(.path), .optional, "One .npy file for each field."),
      Field("splits", .mapping(.path), .optional, "One file each for 'train' and 'test'."),
      Field(
        "main", .text, .optional,
        "The field that the bare name of the data means; by default the only or the first written."),
      Field(
        "channels", .choice(["add"]), .optional,
        "add: arrays [N, H, W] are pictures of one channel, [N, H, W, 1]."),
    ])

  /// The arrays of one part of the set.
  private let parts: [TensorGroup]
  private let main: String?
  private let addsChannels: Bool
  private let range: SourceRange?

  init(_ fields: Fields, location: DataLocation) throws {
    main = fields.has("main") ? fields.text("main") : nil
    addsChannels = fields.has("channels")
    range = fields.range(of: fields.has("main") ? "main" : "path")
    guard fields.has("fields") else {
      parts = try SourceParts(fields, location: location).files.map { TensorGroup(file: $0) }
      return
    }
    guard !fields.has("splits") else {
      throw Diagnostic(
        "'fields' and 'splits' do not go together", at: fields.range(of: "splits"),
        notes: [.init("a .safetensors file holds several fields and may stand in 'splits'")])
    }
    let folder = fields.has("path") ? location.resolve("path", of: fields) : nil
    let files = try fields.mapping("fields").map { name, value in
      try FieldName.check(name, at: value.keyRange ?? value.range)
      return (name, location.resolve(value, in: folder))
    }
    guard !files.isEmpty else {
      throw Diagnostic("'fields' names at least one file", at: fields.range(of: "fields"))
    }
    parts = [TensorGroup(files: files)]
  }

  var files: [DataFile] { parts.flatMap(\.files) }

  func describe(limit: Int?) throws -> SourceDescription {
    try description(of: parts.map { try $0.tensors() })
  }

  func load(limit: Int?) throws -> SourceContents {
    let read = try parts.map { try $0.read() }
    let description = try description(of: read.map { $0.arrays.map { ($0.name, $0.tensor) } })
    let byName = read.map { part in
      Dictionary(part.arrays.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let arrays = try description.fields.map { field in
      try byName.map { part in
        guard let named = part[field.name] else {
          preconditionFailure("every part has the fields of the first")
        }
        let kept = try named.tensor.kept(
          named.array.prefix(limit ?? .max), of: field.name, at: range)
        return addsChannels && kept.shape.rank == 3 ? kept.withChannels : kept
      }
    }
    let leftOut = description.fields.compactMap { field -> Diagnostic? in
      guard let limit, field.element == .int32, field.shapes[0].rank == 0 else { return nil }
      let labels = byName.map { part in
        part[field.name]?.array.doubles.compactMap { Int32(exactly: $0) } ?? []
      }
      return LeadingClasses.warning(
        of: field.name, labels, names: field.classes, first: limit, at: range)
    }
    return SourceContents(
      .arrays(arrays.map { $0.count == 1 ? $0[0] : $0[0].appending($0[1]) }),
      counts: description.counts.limited(to: limit), digests: read.flatMap(\.digests),
      warnings: leftOut)
  }

  /// - Throws: arrays of different counts or types, or several fields of which none is said to be the main one.
  private func description(of parts: [[(name: String, tensor: StoredTensor)]]) throws
    -> SourceDescription
  {
    let described = try zip(parts, self.parts).map { part, group in
      let named = part.filter { isName($0.name) || $0.name == main }
      let isUsable = group.isWritten || named.contains { $0.tensor.shape.rank > 0 }
      // Where no others are there, they are told.
      let used = isUsable ? named : part
      let hasRows = used.contains { $0.tensor.shape.rank > 0 }
      return try used.compactMap { name, tensor -> (field: SourceField, count: Int)? in
        // What is no row of examples stands beside them: a count, a temperature.
        if tensor.shape.rank == 0, hasRows, !group.isWritten, name != main { return nil }
        let file = group.file(of: name)
        try FieldName.check(name, ofTensorIn: file)
        guard let count = tensor.shape.extents.first, count > 0 else {
          throw file.malformed(
            "'\(name.excerpt)' has the shape \(tensor.shape); its first axis is the examples")
        }
        return (tensor.field(name, addingChannels: addsChannels), count)
      }
    }
    for (part, group) in zip(described, self.parts) {
      if let other = part.first(where: { $0.count != part[0].count }) {
        throw group.files[0].malformed(
          "'\(part[0].field.name.excerpt)' has \(part[0].count) examples, '\(other.field.name.excerpt)' "
            + "\(other.count)")
      }
      guard Set(part.map(\.field)) == Set(described[0].map(\.field)) else {
        throw group.files[0].malformed(
          "has other fields than '\(self.parts[0].files[0].shown)'")
      }
    }
    var fields = described[0]
    let place = try mainPlace(fields.map(\.field.name))
    fields.insert(fields.remove(at: place), at: 0)
    return SourceDescription(
      fields: fields.map(\.field),
      counts: described.count == 1
        ? .whole(fields[0].count)
        : .divided(train: described[0][0].count, test: described[1][0].count))
  }

  private func mainPlace(_ names: [String]) throws -> Int {
    let known = Diagnostic.Note("its fields are \(names.quotedList(most: 20))")
    guard let main else {
      guard names.count == 1 || parts[0].isWritten else {
        throw Diagnostic(
          "'main' says which of the \(names.count) tensors the bare name means", at: range,
          notes: [known])
      }
      return 0
    }
    guard let place = names.firstIndex(of: main) else {
      throw Diagnostic("there is no field '\(main.excerpt)'", at: range, notes: [known])
    }
    return place
  }
}

/// Tensors that belong together, with a name each.
private struct TensorGroup: Sendable {
  private let named: [(name: String, file: DataFile)]
  /// Whether the experiment writes the fields and so their order.
  let isWritten: Bool

  init(file: DataFile) {
    named = [("value", file)]
    isWritten = false
  }

  init(files: [(String, DataFile)]) {
    named = files.map { ($0.0, $0.1) }
    isWritten = true
  }

  var files: [DataFile] { named.map(\.file) }

  /// The file that a tensor stands in.
  func file(of tensor: String) -> DataFile {
    named.first { $0.name == tensor }?.file ?? named[0].file
  }

  func tensors() throws -> [(name: String, tensor: StoredTensor)] {
    try named.flatMap { name, file in
      guard try isSafetensors(file) else {
        let header = try NumpyFile(file: file).readHeader()
        return [(name, StoredTensor(shape: header.shape, stored: header.stored))]
      }
      _ = try file.size(limit: NumpyFile.maximumSize)
      let entries = try file.placed { try SafetensorsHeader.read(from: file.path) }.entries
      guard !entries.isEmpty else { throw file.malformed("holds no tensors") }
      return entries.map { ($0.name, StoredTensor(shape: $0.type.shape, stored: $0.stored)) }
    }
  }

  typealias Named = (name: String, tensor: StoredTensor, array: HostArray)

  func read() throws -> (arrays: [Named], digests: [FileDigest]) {
    var arrays: [Named] = []
    var digests: [FileDigest] = []
    for (name, file) in named {
      if try isSafetensors(file) {
        let (tensors, digest) = try file.placed { try Self.tensors(of: file) }
        arrays += tensors
        digests.append(digest)
      } else {
        let (header, array, digest) = try NumpyFile(file: file).read()
        arrays.append(
          (name, StoredTensor(shape: header.shape, stored: header.stored), array))
        digests.append(digest)
      }
    }
    return (arrays, digests)
  }

  /// All tensors of a .safetensors file.
  private static func tensors(of file: DataFile) throws -> (tensors: [Named], digest: FileDigest) {
    let source = try file.open(limit: NumpyFile.maximumSize)
    let stored = try SafetensorsHeader.read(from: file.path).entries
    let read = try Safetensors.read(from: source, size: source.size).tensors
    guard read.elementsEqual(stored, by: { $0.name == $1.name && $0.array.type == $1.type }) else {
      throw file.malformed("changed while it was read")
    }
    let tensors = zip(stored, read).map { entry, tensor -> Named in
      let kept = StoredTensor(shape: entry.type.shape, stored: entry.stored)
      return (name: entry.name, tensor: kept, array: tensor.array)
    }
    return (tensors, source.digest)
  }

  private func isSafetensors(_ file: DataFile) throws -> Bool {
    if file.path.hasSuffix(".npy") { return false }
    guard file.path.hasSuffix(".safetensors") else {
      throw file.malformed("is neither .npy nor .safetensors")
    }
    guard !isWritten else {
      throw file.malformed(
        "'fields' names .npy files", notes: ["a .safetensors file stands in 'path' alone"])
    }
    return true
  }
}
