import Foundation

/// What of a file's bytes is text.
package enum UTF8Text {
  /// What some programs begin a text with, and is none of it.
  package static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The place of the first byte that is no part of UTF-8 text; `nil` where all are.
  ///
  /// Source: The Unicode Standard, table 3-7.
  static func firstWrongByte(of bytes: UnsafeRawBufferPointer) -> Int? {
    var place = 0
    while place < bytes.count {
      let length: Int
      let second: ClosedRange<UInt8>
      switch bytes[place] {
      case ..<0x80:
        place += 1
        continue
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return place
      }
      guard place + length <= bytes.count, second.contains(bytes[place + 1]),
        bytes[place + 2..<place + length].allSatisfy({ (0x80...0xBF).contains($0) })
      else { return place }
      place += length
    }
    return nil
  }

  /// Whether bytes begin with nothing but zeros, as a file that was not yet on the disk when the power failed.
  static func isZeros(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.isEmpty && bytes.prefix(64).allSatisfy { $0 == 0 }
  }

  /// The place of the first zero, which no text has; `nil` where there is none.
  static func firstZero(of bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let zero = memchr(start, 0, bytes.count) else {
      return nil
    }
    return UnsafeRawPointer(zero) - start
  }

  /// Why bytes that begin like that are no UTF-8 text, where that can be told: UTF-16 has every other byte zero.
  static func otherEncoding(of bytes: UnsafeRawBufferPointer) -> String? {
    let marksOfUTF32: [[UInt8]] = [[0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]]
    if marksOfUTF32.contains(Array(bytes.prefix(4))) { return "UTF-32" }
    let mark = Array(bytes.prefix(2))
    if mark == [0xFF, 0xFE] || mark == [0xFE, 0xFF] { return "UTF-16" }
    let sample = bytes.prefix(64)
    guard sample.count >= 4, !isZeros(bytes) else { return nil }
    let zeros = (0..<2).map { parity in
      sample.indices.filter { $0 % 2 == parity && sample[$0] == 0 }.count
    }
    return zeros.contains { $0 * 2 >= sample.count - 1 } ? "UTF-16" : nil
  }
}
