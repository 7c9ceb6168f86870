import Diagnostics

/// Bytes that are read once, from front to back.
public protocol ByteSource: AnyObject {
  /// The name for diagnostics.
  var path: String { get }

  /// Fills the front of `buffer` and returns how many bytes it got; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
  /// Fills the whole of `buffer`.
  ///
  /// - Throws: where the source ends before.
  public func fill(_ buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      guard count > 0 else {
        throw Diagnostic.content(
          path, "is truncated: \(buffer.count - done) more bytes were expected",
          advice: "copy or write the file again")
      }
      done += count
    }
  }

  /// Reads and forgets `count` bytes.
  func skip(_ count: Int) throws {
    var left = count
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while left > 0 {
        let part = min(left, buffer.count)
        try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<part]))
        left -= part
      }
    }
  }

  /// Reads `count` bytes.
  public func bytes(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)
      try fill(target)
      filled = count
    }
  }
}

/// Where bytes are written, from front to back.
protocol ByteSink: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws
}

extension ByteSink {
  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
}

/// A source in memory.
final class MemorySource: ByteSource {
  let path: String
  private let content: [UInt8]
  private var position = 0

  init(path: String, content: [UInt8]) {
    self.path = path
    self.content = content
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, content.count - position)
    buffer.copyBytes(from: content[position..<position + count])
    position += count
    return count
  }
}

/// A sink in memory.
final class MemorySink: ByteSink {
  private(set) var content: [UInt8] = []

  func write(_ bytes: UnsafeRawBufferPointer) { content.append(contentsOf: bytes) }
}
