import Diagnostics
import Foundation
import Tensors

/// Unsigned bytes in the IDX format, gzipped or not: `[N, …]`.
///
/// Two zero bytes, the element type (8 for unsigned bytes), the number of axes, then each extent as a big-endian 32-bit number, then the
/// elements. Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
struct IDXFile: Sendable {
  /// The largest number of elements read.
  static let maximumCount = 1 << 32
  private static let maximumRank = 4

  let file: DataFile

  /// The extents, from the beginning of the file.
  ///
  /// - Throws: a header that is none, or that says something else than the size of a file that is not compressed.
  func readShape() throws -> [Int] {
    let start = try file.read(first: 1 << 16)
    let shape = try start.withUnsafeBytes { try self.shape(of: $0) }
    guard !start.withUnsafeBytes(Gzip.isGzip) else { return shape }
    let size = try file.size(limit: Self.maximumCount) - (4 + 4 * shape.count)
    try check(size, for: shape.reduce(1, *), examples: shape[0])
    return shape
  }

  /// - Throws: more or fewer elements than there should be.
  private func check(_ found: Int, for count: Int, examples: Int) throws {
    guard found >= count else {
      throw file.malformed("ends after \(max(0, found)) of \(count) elements")
    }
    guard found == count else {
      throw file.malformed("holds more than the \(examples) examples that its header names")
    }
  }

  /// The bytes of the first `limit` examples (or of all), their shape `[N, …]`, and the file's digest.
  func read(limit: Int?) throws -> (shape: [Int], bytes: [UInt8], digest: FileDigest) {
    let data = try file.read(limit: Self.maximumCount)
    return try data.withUnsafeBytes { bytes in
      var shape = try shape(of: bytes)
      let start = 4 + 4 * shape.count
      let example = shape.dropFirst().reduce(1, *)
      let whole = shape[0]
      shape[0] = min(whole, limit ?? whole)
      let end = start + shape[0] * example
      // One byte more than belongs there tells of what does not.
      var contents = try expanded(bytes, count: shape[0] == whole ? end + 1 : end)
      try check(contents.count - start, for: end - start, examples: whole)
      contents.removeFirst(start)
      return (shape, contents, file.digest(of: data))
    }
  }

  private func expanded(_ bytes: UnsafeRawBufferPointer, count: Int) throws -> [UInt8] {
    guard Gzip.isGzip(bytes) else { return Array(bytes.prefix(count)) }
    do {
      return try Gzip.inflate(bytes, count: count)
    } catch Gzip.Failure.truncated {
      throw file.malformed("the gzip file ends too early")
    } catch {
      throw file.malformed("the gzip file is damaged")
    }
  }

  private func shape(of bytes: UnsafeRawBufferPointer) throws -> [Int] {
    let most = 4 + 4 * Self.maximumRank
    let header = try expanded(bytes, count: most)
    guard header.count >= 4, header[0] == 0, header[1] == 0 else {
      throw file.malformed("is no IDX file: it does not begin with two zero bytes")
    }
    guard header[2] == 8 else {
      throw file.malformed("has elements of IDX type \(header[2]); unsigned bytes (8) are read")
    }
    let rank = Int(header[3])
    guard (1...Self.maximumRank).contains(rank), header.count >= 4 + 4 * rank else {
      throw file.malformed("has \(rank) axes; 1 to \(Self.maximumRank) are read")
    }
    let extents = (0..<rank).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(header[4 + 4 * axis + $1]) }
    }
    guard let shape = Shape(checking: extents), shape.count <= Self.maximumCount else {
      throw file.malformed("is too large: its header says \(extents)")
    }
    guard !extents.contains(0) else {
      throw file.malformed("is empty: its header says \(extents)")
    }
    return extents
  }
}
