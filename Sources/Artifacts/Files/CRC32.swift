/// A checksum of 32 bits: the remainder of what a polynomial divides, all reflected, as PNG's chunks and TensorBoard's records
/// have it.
struct CRC32: Sendable {
  /// That of PNG and zlib.
  static let standard = CRC32(polynomial: 0xEDB8_8320)
  /// Castagnoli's.
  static let castagnoli = CRC32(polynomial: 0x82F6_3B78)

  /// What a byte makes of the remainder.
  private let table: [UInt32]

  /// - Parameter polynomial: reflected, without its highest power.
  private init(polynomial: UInt32) {
    table = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1
      }
    }
  }

  func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  /// The checksum as TensorFlow's records hold it, so that a record within a record is not taken for one.
  func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let sum = checksum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}
