import CZlib
import Foundation

/// Inflates gzip files of a size that is known beforehand.
enum Gzip {
  enum Failure: Error {
    /// The data ends too early.
    case truncated
    /// The data is no gzip stream, or its checksum is another.
    case damaged
  }

  static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// No deflate stream is longer than this many times its compressed form.
  static let greatestRatio = 1032

  /// The first `count` bytes of what the (possibly several) members hold, or all where they hold fewer.
  ///
  /// - Throws: ``Failure``.
  static func inflate(_ bytes: UnsafeRawBufferPointer, count: Int) throws -> [UInt8] {
    let (most, overflow) = bytes.count.multipliedReportingOverflow(by: greatestRatio)
    guard overflow || count <= most + 1024 else { throw Failure.truncated }
    return try [UInt8](unsafeUninitializedCapacity: count) { output, written in
      written = try inflate(bytes, into: UnsafeMutableRawBufferPointer(output))
    }
  }

  /// All that the members hold, or the first `most` bytes where that is more.
  ///
  /// - Throws: ``Failure``.
  static func inflate(_ bytes: UnsafeRawBufferPointer, atMost most: Int) throws -> [UInt8] {
    let (bound, overflow) = bytes.count.multipliedReportingOverflow(by: greatestRatio)
    let most = overflow ? most : min(most, bound + 1024)
    var count = min(most, max(1 << 16, bytes.count))
    while true {
      let found = try inflate(bytes, count: count)
      guard found.count == count, count < most else { return found }
      count = count > most / 4 ? most : 4 * count
    }
  }

  private static func inflate(
    _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> Int {
    // zlib remembers the structure's address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let windowOfGzip: Int32 = 15 + 16
    guard
      inflateInit2_(stream, windowOfGzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else { throw Failure.damaged }
    defer { inflateEnd(stream) }
    let largest = 1 << 30
    var read = 0
    var written = 0
    while written < output.count {
      let input = UnsafeRawBufferPointer(rebasing: bytes[read..<min(read + largest, bytes.count)])
      let target = UnsafeMutableRawBufferPointer(
        rebasing: output[written..<min(written + largest, output.count)])
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.bindMemory(to: UInt8.self).baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(target.count)
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      let consumed = input.count - Int(stream.pointee.avail_in)
      let produced = target.count - Int(stream.pointee.avail_out)
      read += consumed
      written += produced
      switch status {
      case Z_STREAM_END:
        let rest = UnsafeRawBufferPointer(rebasing: bytes[read...])
        guard isGzip(rest) else {
          // Zeros fill a block of a tape; anything else is a member that is damaged, and part of the data.
          guard written == output.count || rest.allSatisfy({ $0 == 0 }) else {
            throw Failure.damaged
          }
          return written
        }
        guard inflateReset(stream) == Z_OK else { throw Failure.damaged }
      case Z_OK where consumed > 0 || produced > 0: break
      case Z_OK, Z_BUF_ERROR: throw Failure.truncated
      default: throw Failure.damaged
      }
    }
    return written
  }
}
