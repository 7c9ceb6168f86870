import CDigests

/// SHA-256 of bytes that come piece by piece (FIPS 180-4). A copy goes on by itself.
public struct SHA256: Sendable {
  private var hash = etch_sha256()

  public init() { etch_sha256_begin(&hash) }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    etch_sha256_add(&hash, bytes.baseAddress, bytes.count)
  }

  public mutating func update(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable {
      update(UnsafeRawBufferPointer($0))
    }
    if done == nil { update(Array(bytes)) }
  }

  public mutating func update(_ text: String) { update(text.utf8) }

  /// The digest of what has come so far: 64 hexadecimal digits, lower-case.
  public var hexadecimal: String {
    var copy = hash
    let digest = [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      etch_sha256_end(&copy, bytes.baseAddress)
      count = 32
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of bytes that are all here.
  public static func hexadecimal(of bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }
}
