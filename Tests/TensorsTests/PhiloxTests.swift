import Tensors
import Testing

/// The vectors that the authors publish with Random123 (`kat_vectors`, philox4x32 10).
@Suite struct PhiloxTests {
  struct Vector: Sendable {
    let counter: [UInt32]
    let key: [UInt32]
    let expected: [UInt32]
  }

  static let vectors = [
    Vector(
      counter: [0, 0, 0, 0], key: [0, 0],
      expected: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    Vector(
      counter: [.max, .max, .max, .max], key: [.max, .max],
      expected: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    Vector(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      key: [0xa409_3822, 0x299f_31d0],
      expected: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
  ]

  @Test("the known answers come out", arguments: vectors)
  func knownAnswer(_ vector: Vector) {
    let c = vector.counter
    let block = Philox.block(counter: (c[0], c[1], c[2], c[3]), key: (vector.key[0], vector.key[1]))
    #expect([block.0, block.1, block.2, block.3] == vector.expected)
  }
}
