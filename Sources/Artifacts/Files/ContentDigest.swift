import Crypto
import Foundation

/// SHA-256 in hexadecimal digits.
public enum ContentDigest {
  public static func of(_ text: String) -> String { hex(SHA256.hash(data: Data(text.utf8))) }

  public static func of(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

  /// - Throws: a file that cannot be read.
  public static func ofFile(_ path: String) throws -> String {
    let file = try InputFile(path)
    var hash = SHA256()
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while case let count = try file.read(into: buffer), count > 0 {
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    return hex(hash.finalize())
  }

  static func hex(_ digest: SHA256.Digest) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
