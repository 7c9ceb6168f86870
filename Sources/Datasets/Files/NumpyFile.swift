import Artifacts
import Diagnostics
import Foundation
import Tensors

/// One array in NumPy's format (.npy, versions 1 to 3).
///
/// `\x93NUMPY`, the version's two bytes, the header's length (16 bits in version 1, else 32, little-endian), the header as a Python
/// dictionary, the elements. Source: NumPy Enhancement Proposal 1.
struct NumpyFile: Sendable {
  static let maximumSize = 1 << 34
  private static let maximumHeader = 1 << 16

  let file: DataFile

  /// What the header says.
  struct Header: Hashable, Sendable {
    let shape: Shape
    let stored: StoredElement
    /// Whether the first axis is the fastest: Fortran's order.
    let isColumnMajor: Bool
  }

  /// - Throws: a header that is malformed, or that says something else than the file's size.
  func readHeader() throws -> Header { try header(from: file.open(limit: Self.maximumSize)) }

  /// The array, row-major, and the file's digest.
  func read() throws -> (header: Header, array: HostArray, digest: FileDigest) {
    let source = try file.open(limit: Self.maximumSize)
    let header = try header(from: source)
    guard header.isColumnMajor else {
      return (header, try source.array(header.stored, header.shape), source.digest)
    }
    let reversed = Shape(Array(header.shape.extents.reversed()))
    let array = try source.array(header.stored, reversed)
    return (header, array.permuted(Array((0..<reversed.rank).reversed())), source.digest)
  }

  /// Reads the header and compares it with the file's size: what follows are the elements, and nothing else.
  private func header(from source: DigestedFile) throws -> Header {
    guard source.size >= 12, case let start = try source.bytes(8),
      start.starts(with: [0x93] + Array("NUMPY".utf8))
    else { throw file.malformed("is no .npy file") }
    guard (1...3).contains(start[6]) else {
      throw file.malformed("is a .npy file of version \(start[6]); 1 to 3 are read")
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    let length = try source.bytes(lengthSize).reversed().reduce(0) { $0 << 8 | Int($1) }
    let elementBytes = source.size - 8 - lengthSize - length
    guard elementBytes >= 0 else {
      throw file.malformed("its header's length, \(length), is more than there is")
    }
    guard length <= Self.maximumHeader else {
      throw file.malformed("its header has \(length) bytes; at most \(Self.maximumHeader) are read")
    }
    let text = try source.bytes(length)
    // The type of records is a list of fields, each with a type of its own.
    guard !text.starts(with: "{'descr': [".utf8) else {
      throw file.malformed(
        "holds records of several fields",
        notes: ["an array of one field is read: numpy.save('\(file.shown)', array['FIELD'])"])
    }
    var parser = PythonDictionary(text)
    guard let entries = parser.parse(), case .text(let code) = entries["descr"],
      case .boolean(let fortran) = entries["fortran_order"],
      case .tuple(let extents) = entries["shape"]
    else { throw file.malformed("its header is malformed") }
    guard let stored = Self.element(code) else {
      throw file.malformed(
        "has elements of type '\(code.excerpt)'",
        notes: [
          "read are float16, float32, float64, int8 to int64, uint8 to uint32 and bool, little-endian"
        ])
    }
    guard let shape = Shape(checking: extents) else {
      throw file.malformed("its header says the impossible shape \(extents.prefix(8))")
    }
    let byteCount = shape.count * stored.size
    guard byteCount == elementBytes else {
      throw file.malformed(
        "holds \(elementBytes) bytes of elements; its header says '\(code)' \(shape), "
          + "\(byteCount) bytes")
    }
    return Header(
      shape: shape, stored: stored, isColumnMajor: fortran && shape.rank > 1)
  }

  private static func element(_ code: String) -> StoredElement? {
    switch code {
    case "<f2": .float16
    case "<f4": .plain(.float32)
    case "<f8": .plain(.float64)
    case "|i1", "<i1": .int8
    case "<i2": .int16
    case "<i4": .plain(.int32)
    case "<i8": .plain(.int64)
    case "|u1", "<u1": .plain(.uint8)
    case "<u2": .uint16
    case "<u4": .plain(.uint32)
    case "|b1": .boolean
    default: nil
    }
  }
}

/// The Python dictionary of a .npy header: texts, truth values and tuples of whole numbers.
private struct PythonDictionary {
  enum Value {
    case text(String)
    case boolean(Bool)
    case tuple([Int])
  }

  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// `nil` where it is malformed.
  mutating func parse() -> [String: Value]? {
    var entries: [String: Value] = [:]
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = text(), take(":"), let value = value(), entries[key] == nil else {
        return nil
      }
      entries[key] = value
      guard take(",") || peek("}") else { return nil }
    }
    skipSpaces()
    return offset == bytes.count ? entries : nil
  }

  private mutating func value() -> Value? {
    if let text = text() { return .text(text) }
    if take("True") { return .boolean(true) }
    if take("False") { return .boolean(false) }
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      guard numbers.count < 32, let number = number() else { return nil }
      numbers.append(number)
      guard take(",") || peek(")") else { return nil }
    }
    return .tuple(numbers)
  }

  private mutating func text() -> String? {
    skipSpaces()
    guard offset < bytes.count, [0x27, 0x22].contains(bytes[offset]),
      let end = bytes[(offset + 1)...].firstIndex(of: bytes[offset])
    else { return nil }
    defer { offset = end + 1 }
    return String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
  }

  private mutating func number() -> Int? {
    skipSpaces()
    let digits = bytes[offset...].prefix { (0x30...0x39).contains($0) }
    offset += digits.count
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func peek(_ text: String) -> Bool {
    skipSpaces()
    return bytes[offset...].starts(with: text.utf8)
  }

  private mutating func take(_ text: String) -> Bool {
    guard peek(text) else { return false }
    offset += text.utf8.count
    return true
  }

  private mutating func skipSpaces() {
    while offset < bytes.count, [0x20, 0x0A, 0x09, 0x0D].contains(bytes[offset]) { offset += 1 }
  }
}
