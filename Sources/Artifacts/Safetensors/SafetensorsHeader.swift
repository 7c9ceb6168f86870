import Diagnostics
import Tensors

/// What a safetensors file holds, without the elements.
///
/// Layout of a file: the header's length as 8 bytes little-endian; the header, a JSON object padded with
/// spaces to a multiple of 8; the elements of all tensors, without gaps.
public struct SafetensorsHeader: Sendable, Equatable {
  /// One tensor of the file.
  public struct Entry: Sendable, Equatable {
    public let name: String
    /// As it is read.
    public let type: TensorType
    public let stored: StoredElement
    /// Where its bytes lie, counted from the end of the header.
    public let range: Range<Int>
  }

  /// The tensors in the order of their bytes.
  public let entries: [Entry]
  /// `__metadata__`, in the order of the file.
  public let metadata: [MetadataEntry]
  /// The size of the file in bytes, header included.
  public let fileSize: Int

  /// Headers above 100 MB are refused, as by other readers.
  static let maximumLength = 100_000_000
  /// As many values of JSON are read: a hundred thousand tensors have so many. A header of nothing else would take gigabytes.
  static let maximumCount = 1_000_000

  /// The metadata's text for a key.
  public func metadata(_ key: String) -> String? { metadata.first { $0.key == key }?.value }

  /// The header of a file, without reading its tensors.
  ///
  /// - Throws: where the file cannot be read or is no valid safetensors file.
  public static func read(from path: String) throws -> SafetensorsHeader {
    let file = try InputFile(path)
    return try read(from: file, size: file.size)
  }

  /// Reads the header from a source of `size` bytes and checks it against that size.
  static func read(from source: some ByteSource, size: Int) throws -> SafetensorsHeader {
    guard size >= 8 else {
      throw Diagnostic.content(
        source.path, "has \(size) bytes; a safetensors file begins with an 8-byte length")
    }
    let start = try source.bytes(8)
    guard !start.elementsEqual(Archive.manifestName.utf8.prefix(8)) else {
      throw Diagnostic.content(
        source.path, "is a pack of a run, not a checkpoint",
        advice:
          "etch verify, run, sample and diff take it; 'zstd -dc FILE | tar -x' takes the checkpoint out, "
          + "without the optimizer's state, so that it cannot be continued")
    }
    var length: UInt64 = 0
    for (index, byte) in start.enumerated() { length |= UInt64(byte) << (8 * UInt64(index)) }
    guard length <= UInt64(maximumLength) else {
      throw Diagnostic.content(
        source.path,
        "is no safetensors file: its header would have \(length) bytes (at most \(maximumLength))")
    }
    let headerLength = Int(length)
    guard headerLength <= size - 8 else {
      throw Diagnostic.content(
        source.path,
        "is truncated: its header has \(headerLength) bytes, \(size - 8) are there",
        advice: "copy or write the file again")
    }
    let text = try source.bytes(headerLength)
    return try parse(text, fileSize: size, path: source.path)
  }

  private static func parse(
    _ text: [UInt8], fileSize: Int, path: String
  ) throws -> SafetensorsHeader {
    let json: JSON
    do {
      json = try JSONParser.parse(text, most: maximumCount)
    } catch {
      throw Diagnostic.content(
        path, "has a broken header: \(error.problem), at byte \(error.offset) of its JSON",
        advice: "it is damaged, or was written wrongly: copy or write the file again")
    }
    guard text.first == UInt8(ascii: "{"), case .object(let members) = json else {
      throw Diagnostic.content(path, "has a broken header: it is no JSON object")
    }
    var entries: [Entry] = []
    var metadata: [MetadataEntry] = []
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value, path: path)
      } else {
        entries.append(try entry(member, path: path))
      }
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try checkLayout(entries, dataSize: fileSize - 8 - text.count, path: path)
    return SafetensorsHeader(entries: entries, metadata: metadata, fileSize: fileSize)
  }

  private static func metadata(_ value: JSON, path: String) throws -> [MetadataEntry] {
    guard case .object(let members) = value else {
      throw Diagnostic.content(path, "has a broken header: __metadata__ is no map")
    }
    return try members.map { member in
      guard case .string(let text) = member.value else {
        throw Diagnostic.content(
          path, "has a broken header: __metadata__ '\(member.key.excerpt)' is no text")
      }
      return MetadataEntry(member.key, text)
    }
  }

  private static func entry(_ member: JSON.Member, path: String) throws -> Entry {
    func broken(_ problem: String, advice: String? = nil) -> Diagnostic {
      .content(path, "tensor '\(member.key.excerpt)': \(problem)", advice: advice)
    }
    guard case .object(let fields) = member.value else { throw broken("is no map") }
    for field in fields where !["dtype", "shape", "data_offsets"].contains(field.key) {
      throw broken("unknown field '\(field.key.excerpt)'")
    }
    guard case .string(let code)? = member.value["dtype"] else { throw broken("has no dtype") }
    guard let stored = StoredElement(safetensorsCode: code) else {
      throw broken(
        "has dtype \(code.excerpt), which is not supported",
        advice:
          "convert it to one of \(StoredElement.all.map(\.safetensorsCode).joined(separator: ", "))"
      )
    }
    guard let extents = integers(member.value["shape"]) else {
      throw broken("its shape is no list of whole numbers")
    }
    // Shape bounds the count by 2^40, so that the byte count cannot overflow below.
    guard extents.count <= 64, let shape = Shape(checking: extents) else {
      throw broken("has an impossible shape")
    }
    guard let offsets = integers(member.value["data_offsets"]), offsets.count == 2 else {
      throw broken("its data_offsets are no pair of whole numbers")
    }
    guard offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw broken("its data_offsets \(offsets) run backwards")
    }
    let byteCount = shape.count * stored.size
    guard offsets[1] - offsets[0] == byteCount else {
      throw broken(
        "\(code) \(shape) needs \(byteCount) bytes, its data_offsets span \(offsets[1] - offsets[0])"
      )
    }
    return Entry(
      name: member.key, type: TensorType(shape, stored.element), stored: stored,
      range: offsets[0]..<offsets[1])
  }

  private static func integers(_ value: JSON?) -> [Int]? {
    guard case .array(let values)? = value else { return nil }
    var integers: [Int] = []
    for value in values {
      guard case .integer(let integer) = value else { return nil }
      integers.append(integer)
    }
    return integers
  }

  private static func checkLayout(_ entries: [Entry], dataSize: Int, path: String) throws {
    var end = 0
    for entry in entries {
      let start = entry.range.lowerBound
      guard start == end else {
        throw Diagnostic.content(
          path,
          start < end
            ? "tensor '\(entry.name.excerpt)' overlaps the one before it"
            : "\(start - end) bytes before tensor '\(entry.name.excerpt)' belong to none")
      }
      end = entry.range.upperBound
    }
    guard end <= dataSize else {
      throw Diagnostic.content(
        path, "is truncated: its tensors have \(end) bytes, \(dataSize) are there",
        advice: "copy or write the file again")
    }
    guard end == dataSize else {
      throw Diagnostic.content(path, "\(dataSize - end) bytes after the last tensor belong to none")
    }
  }
}

extension ElementType {
  var safetensorsCode: String {
    switch self {
    case .float32: "F32"
    case .float64: "F64"
    case .int32: "I32"
    case .int64: "I64"
    case .uint32: "U32"
    case .uint8: "U8"
    }
  }
}
