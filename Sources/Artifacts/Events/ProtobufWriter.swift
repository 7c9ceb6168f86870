/// Writes one message of Protocol Buffers, field by field. A field of the type's zero is written like any other.
///
/// Source: protobuf.dev/programming-guides/encoding.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// What follows a field's number, in its low three bits.
  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  init() {}

  /// - Parameter fields: writes the message's fields.
  init(_ fields: (inout ProtobufWriter) -> Void) { fields(&self) }

  mutating func integer(_ field: Int, _ value: Int) {
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func double(_ field: Int, _ value: Double) {
    key(field, .fixed64)
    littleEndian(value.bitPattern)
  }

  mutating func float(_ field: Int, _ value: Float) {
    key(field, .fixed32)
    littleEndian(value.bitPattern)
  }

  mutating func bytes(_ field: Int, _ value: some Collection<UInt8>) {
    key(field, .bytes)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  mutating func message(_ field: Int, _ fields: (inout ProtobufWriter) -> Void) {
    bytes(field, ProtobufWriter(fields).bytes)
  }

  private mutating func key(_ field: Int, _ type: WireType) {
    varint(UInt64(field) << 3 | type.rawValue)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func littleEndian<Bits: FixedWidthInteger>(_ bits: Bits) {
    withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
  }
}
