@testable import Artifacts

/// Checksums and compression keep what is made up from all that lies behind them; here they are made right, so that the
/// readers themselves are reached.
enum Sealing {
  /// A PNG with the checksum that each of its chunks should have.
  static func png(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - place - 12 else { break }
      let end = place + 8 + length
      let sum = crc(bytes[place + 4..<end])
      for index in 0..<4 {
        bytes[end + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index))
      }
      place = end + 4
    }
    return bytes
  }

  /// A tar archive with the sum that each of its headers should have.
  static func tar(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var place = 0
    while place + TarHeader.size <= bytes.count {
      let digits = String(decoding: bytes[place + 124..<place + 135], as: UTF8.self)
      for index in 148..<156 { bytes[place + index] = UInt8(ascii: " ") }
      let sum = bytes[place..<place + TarHeader.size].reduce(0) { $0 + Int($1) }
      let octal = String(sum, radix: 8)
      let text = String(repeating: "0", count: 6 - octal.count) + octal + "\0 "
      for (index, byte) in text.utf8.enumerated() { bytes[place + 148 + index] = byte }
      place += TarHeader.size
      guard let count = Int(digits, radix: 8), count >= 0, count < bytes.count else { break }
      place += (count + TarHeader.size - 1) / TarHeader.size * TarHeader.size
    }
    return bytes
  }

  /// The bytes in one zstd frame; as they are where they are one already.
  static func zstd(_ bytes: [UInt8]) throws -> [UInt8] {
    guard !bytes.starts(with: ZstdSource.magic) else { return bytes }
    let frame = MemorySink()
    let compressor = try ZstdSink(to: frame, size: bytes.count, path: "a")
    try bytes.withUnsafeBytes { try compressor.write($0) }
    try compressor.finish()
    return frame.content
  }

  /// CRC-32 of ISO 3309.
  private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
