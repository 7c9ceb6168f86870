import Artifacts
import Digests

/// A file that is hashed while it is read, so that the digest is of the very bytes that are used.
package final class DigestedFile: ByteSource {
  package var path: String { input.path }
  package var size: Int { input.size }
  private let input: InputFile
  private let written: String
  private var hash = SHA256()

  /// - Parameter written: what the digest calls the file.
  init(_ path: String, written: String) throws {
    input = try InputFile(path)
    self.written = written
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try input.read(into: buffer)
    hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    return count
  }

  /// Of what was read so far.
  package var digest: FileDigest { FileDigest(path: written, sha256: hash.hexadecimal) }
}
