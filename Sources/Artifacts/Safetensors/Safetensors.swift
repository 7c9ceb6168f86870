import Diagnostics
import Tensors

/// Named tensors and texts: the content of one `.safetensors` file.
public struct Safetensors: Sendable, Equatable {
  public var tensors: [NamedTensor]
  public var metadata: [MetadataEntry]

  /// - Precondition: no name occurs twice, none is `__metadata__`.
  public init(tensors: [NamedTensor], metadata: [MetadataEntry] = []) {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "a tensor's name occurs twice")
    precondition(Set(metadata.map(\.key)).count == metadata.count, "a metadata key occurs twice")
    precondition(!tensors.contains { $0.name == "__metadata__" }, "a tensor named __metadata__")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor of a name.
  public subscript(name: String) -> HostArray? { tensors.first { $0.name == name }?.array }

  /// The metadata's text for a key.
  public func metadata(_ key: String) -> String? { metadata.first { $0.key == key }?.value }

  /// Reads a file; each tensor's bytes go straight into its array.
  ///
  /// - Parameters:
  ///   - maximum: the largest size in bytes; a file may state more than its disk or this machine holds.
  ///   - wanted: which tensors to read, by name; the others are skipped.
  /// - Throws: where the file cannot be read, is too large or is no valid safetensors file.
  static func read(
    from path: String, maximum: Int, where wanted: (String) -> Bool = { _ in true }
  ) throws -> Safetensors {
    let file = try InputFile(path)
    guard file.size <= maximum else {
      throw Diagnostic.content(path, "has \(file.size) bytes; at most \(maximum) are accepted")
    }
    return try read(from: file, size: file.size, where: wanted)
  }

  /// Reads all of a source of `size` bytes.
  public static func read(
    from source: some ByteSource, size: Int, where wanted: (String) -> Bool = { _ in true }
  ) throws -> Safetensors {
    let header = try SafetensorsHeader.read(from: source, size: size)
    var tensors: [NamedTensor] = []
    for entry in header.entries {
      if wanted(entry.name) {
        tensors.append(NamedTensor(entry.name, try source.array(entry.stored, entry.type.shape)))
      } else {
        try source.skip(entry.range.count)
      }
    }
    return Safetensors(tensors: tensors, metadata: header.metadata)
  }

  /// Writes the file atomically.
  public func write(to path: String) throws {
    AtomicFile.removeAbandoned(of: path)
    let file = try AtomicFile(path)
    try write(to: file)
    try file.commit()
  }

  /// The size of the file in bytes.
  public var fileSize: Int {
    8 + header.count + tensors.reduce(0) { $0 + $1.array.type.byteCount }
  }

  /// The tensors in the order of the file: larger elements first, so that all are aligned, otherwise
  /// in the given order.
  private var ordered: [NamedTensor] {
    [8, 4, 1].flatMap { size in tensors.filter { $0.array.element.size == size } }
  }

  /// The JSON header with its padding.
  private var header: [UInt8] {
    var members: [JSON.Member] = []
    if !metadata.isEmpty {
      let texts = metadata.map { JSON.Member($0.key, .string($0.value)) }
      members.append(JSON.Member("__metadata__", .object(texts)))
    }
    var offset = 0
    for tensor in ordered {
      let type = tensor.array.type
      let end = offset + type.byteCount
      let fields = [
        JSON.Member("dtype", .string(type.element.safetensorsCode)),
        JSON.Member("shape", .array(type.shape.extents.map { .integer($0) })),
        JSON.Member("data_offsets", .array([.integer(offset), .integer(end)])),
      ]
      members.append(JSON.Member(tensor.name, .object(fields)))
      offset = end
    }
    var header = Array(JSON.object(members).description.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return header
  }

  func write(to sink: some ByteSink) throws {
    let header = header
    try sink.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
    try sink.write(header)
    for tensor in ordered { try tensor.array.withUnsafeBytes { try sink.write($0) } }
  }
}
