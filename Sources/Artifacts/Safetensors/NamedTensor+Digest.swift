import Crypto
import Foundation

extension NamedTensor {
  /// SHA-256 of name, type and content, as checkpoints hold them, in hexadecimal digits.
  public var digest: String {
    var hash = SHA256()
    hash.update(data: Data("\(name)\n\(array.type)\n".utf8))
    array.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return ContentDigest.hex(hash.finalize())
  }
}
