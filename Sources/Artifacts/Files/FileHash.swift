import Crypto
import Foundation

/// The SHA-256 of a file, read in pieces.
public enum FileHash {
  /// - Returns: 64 hexadecimal digits.
  /// - Throws: a file that cannot be read.
  public static func sha256(of path: String) throws -> String {
    let file = try InputFile(path)
    var digest = SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try file.read(into: buffer)
      guard count > 0 else { break }
      digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return digest.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
