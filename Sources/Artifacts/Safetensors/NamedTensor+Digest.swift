import Digests
import Foundation

extension NamedTensor {
  /// SHA-256 of name, type and content, as checkpoints hold them, in hexadecimal digits.
  public var digest: String {
    var hash = SHA256()
    hash.update("\(name)\n\(array.type)\n")
    array.withUnsafeBytes { hash.update($0) }
    return hash.hexadecimal
  }
}
