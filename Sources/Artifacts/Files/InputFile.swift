import Diagnostics
import Foundation

/// A regular file open for reading.
public final class InputFile: ByteSource {
  public let path: String
  /// The size in bytes when it was opened.
  public let size: Int
  private let descriptor: Int32

  /// - Throws: where the file cannot be opened or is no regular file.
  public init(_ path: String) throws {
    self.path = path
    // Without O_NONBLOCK, opening a named pipe would wait for ever.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Diagnostic.file("read", path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw Diagnostic.file("read", path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      if status.st_mode & S_IFMT == S_IFDIR {
        throw Diagnostic.file("read", path, code: EISDIR)
      }
      throw Diagnostic.content(path, "is not a regular file")
    }
    // Last: what is whole is ended where it throws, and its file would be closed again, by then perhaps another thread's.
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Reads the next bytes into the front of `buffer`; returns how many there were, 0 at the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let address = buffer.baseAddress, buffer.count > 0 else { return 0 }
    while true {
      let count = Foundation.read(descriptor, address, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw Diagnostic.file("read", path, code: errno) }
    }
  }

  /// The last bytes of a file: `count` of them, or all where there are fewer.
  ///
  /// - Throws: where it cannot be read.
  public static func ending(of path: String, count: Int) throws -> [UInt8] {
    let file = try InputFile(path)
    let count = min(count, file.size)
    guard lseek(file.descriptor, off_t(file.size - count), SEEK_SET) >= 0 else {
      throw Diagnostic.file("read", path, code: errno)
    }
    return try file.bytes(count)
  }

  /// The whole content of a file.
  ///
  /// - Throws: where it cannot be read or is larger than `maximum` bytes.
  public static func contents(of path: String, maximum: Int = 1 << 32) throws -> [UInt8] {
    let file = try InputFile(path)
    guard file.size <= maximum else {
      throw Diagnostic.content(path, "has \(file.size) bytes; at most \(maximum) are read")
    }
    return try file.bytes(file.size)
  }
}
