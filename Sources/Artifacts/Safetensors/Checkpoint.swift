import Diagnostics
import Foundation
import Tensors

/// A run's whole state in one file: a plain `.safetensors` file in one zstd frame with content size and
/// checksum. `zstd -d` and any safetensors reader open it; the same state is the same bytes.
public struct Checkpoint: Sendable, Equatable {
  public var content: Safetensors

  /// - Precondition: no name occurs twice.
  public init(tensors: [NamedTensor], metadata: [MetadataEntry]) {
    content = Safetensors(tensors: tensors, metadata: metadata)
  }

  public var tensors: [NamedTensor] { content.tensors }
  public var metadata: [MetadataEntry] { content.metadata }

  /// The tensor of a name.
  public subscript(name: String) -> HostArray? { content[name] }

  /// The metadata's text for a key.
  public func metadata(_ key: String) -> String? { content.metadata(key) }

  /// What this machine could hold: the bound on the content where none is given.
  public static var standardMaximum: Int {
    Int(clamping: ProcessInfo.processInfo.physicalMemory)
  }

  /// Writes the file atomically.
  ///
  /// - Throws: where the disk or the folder does not take it; an older file is then untouched.
  public func write(to path: String) throws {
    let file = try AtomicFile(path)
    let compressor = try ZstdSink(to: file, size: content.fileSize, path: path)
    try content.write(to: compressor)
    try compressor.finish()
    try file.commit()
  }

  /// Whether a file begins as a plain `.safetensors` file does: an 8-byte length, then a JSON object.
  ///
  /// - Throws: where the file cannot be read.
  public static func isPlain(_ path: String) throws -> Bool {
    let file = try InputFile(path)
    guard file.size > 8 else { return false }
    let start = try file.bytes(9)
    return !start.starts(with: ZstdSource.magic) && start[8] == UInt8(ascii: "{")
  }

  /// Whether a file that begins so may be one of this kind, plain or compressed.
  public static func isSafetensors(_ start: [UInt8]) -> Bool {
    start.starts(with: ZstdSource.magic) || start.count > 8 && start[8] == UInt8(ascii: "{")
  }

  /// Reads a file and checks its checksum; tensors are decompressed straight into their arrays. A plain
  /// `.safetensors` file, which has no checksum, is taken too.
  ///
  /// - Parameters:
  ///   - maximum: the largest size in bytes, decompressed.
  ///   - wanted: which tensors to keep, by name.
  /// - Throws: where the file is truncated, corrupt, too large or cannot be read.
  public static func read(
    from path: String, maximum: Int = standardMaximum,
    where wanted: (String) -> Bool = { _ in true }
  ) throws -> Checkpoint {
    if try isPlain(path) {
      let content = try Safetensors.read(from: path, maximum: maximum, where: wanted)
      return Checkpoint(tensors: content.tensors, metadata: content.metadata)
    }
    let file = try InputFile(path)
    return try read(from: file, compressedSize: file.size, maximum: maximum, where: wanted)
  }

  /// As ``read(from:maximum:where:)``, from a source that its reader has opened.
  ///
  /// - Parameters:
  ///   - isPlain: whether it is as `isPlain(_:)` says.
  ///   - byteCount: the size of the source.
  public static func read(
    from source: some ByteSource, isPlain: Bool, byteCount: Int, maximum: Int = standardMaximum,
    where wanted: (String) -> Bool
  ) throws -> Checkpoint {
    guard isPlain else {
      return try read(
        from: source, compressedSize: byteCount, maximum: maximum, where: wanted)
    }
    let content = try Safetensors.read(from: source, size: byteCount, where: wanted)
    return Checkpoint(tensors: content.tensors, metadata: content.metadata)
  }

  static func read(
    from source: some ByteSource, compressedSize: Int, maximum: Int = standardMaximum,
    where wanted: (String) -> Bool = { _ in true }
  ) throws -> Checkpoint {
    let frame = try ZstdSource(from: source, compressedSize: compressedSize, maximum: maximum)
    let content = try Safetensors.read(from: frame, size: frame.size, where: wanted)
    try frame.finish()
    return Checkpoint(tensors: content.tensors, metadata: content.metadata)
  }

  /// Names, types and metadata of a file; its tensors are not decompressed, nor its checksum compared.
  public static func header(
    of path: String, maximum: Int = standardMaximum
  ) throws -> SafetensorsHeader {
    if try isPlain(path) { return try SafetensorsHeader.read(from: path) }
    let file = try InputFile(path)
    let frame = try ZstdSource(from: file, compressedSize: file.size, maximum: maximum)
    return try SafetensorsHeader.read(from: frame, size: frame.size)
  }

  /// Decompresses all of a file and compares its checksum, keeping nothing.
  ///
  /// - Throws: what is wrong with the file.
  public static func verify(_ path: String, maximum: Int = standardMaximum) throws {
    let file = try InputFile(path)
    if try isPlain(path) {
      throw Diagnostic.content(
        path, "is a plain .safetensors file, which has no checksum to compare",
        advice: "verify the .safetensors.zst file that it was exported from")
    }
    _ = try read(
      from: file, compressedSize: file.size, maximum: maximum, where: { _ in false })
  }

  /// One line a tensor, name and type in columns, and the totals.
  public var summary: String {
    Self.summary(of: tensors.map { ($0.name, $0.array.type) })
  }

  static func summary(of tensors: [(name: String, type: TensorType)]) -> String {
    // A name with a line break would look like two tensors.
    let names = tensors.map(\.name.escapedForDisplay)
    let width = names.map(\.count).max() ?? 0
    var lines = zip(names, tensors).map { name, tensor in
      name.padded(to: width + 2) + tensor.type.description
    }
    let elements = tensors.reduce(0) { $0 + $1.type.shape.count }
    let bytes = tensors.reduce(0) { $0 + $1.type.byteCount }
    lines.append(
      "\(tensors.count.counted("tensor")), \(elements.counted("element")), \(bytes) bytes")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension SafetensorsHeader {
  /// One line a tensor, name and type in columns, and the totals.
  public var summary: String { Checkpoint.summary(of: entries.map { ($0.name, $0.type) }) }
}
