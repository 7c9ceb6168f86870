import Digests

/// SHA-256 in hexadecimal digits.
public enum ContentDigest {
  public static func of(_ text: String) -> String { SHA256.hexadecimal(of: text.utf8) }

  public static func of(_ bytes: [UInt8]) -> String { SHA256.hexadecimal(of: bytes) }

  /// - Throws: a file that cannot be read.
  public static func ofFile(_ path: String) throws -> String {
    let file = try InputFile(path)
    var hash = SHA256()
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while case let count = try file.read(into: buffer), count > 0 {
        hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    return hash.hexadecimal
  }
}
