import Tensors

/// How a file stores a number: as it is in memory, or in a form that is widened when it is read.
public enum StoredElement: Hashable, Sendable {
  case plain(ElementType)
  case float16, bfloat16, int8, int16, uint16, boolean

  /// All of them.
  public static let all: [StoredElement] =
    ElementType.allCases.map { .plain($0) }
    + [.float16, .bfloat16, .int8, .int16, .uint16, .boolean]

  /// The bytes of one.
  public var size: Int {
    switch self {
    case .plain(let element): element.size
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .boolean: 1
    }
  }

  /// What it is read as; truth values as the bytes 0 and 1.
  public var element: ElementType {
    switch self {
    case .plain(let element): element
    case .float16, .bfloat16: .float32
    case .int8, .int16, .uint16: .int32
    case .boolean: .uint8
    }
  }

  /// Its name in the safetensors format.
  var safetensorsCode: String {
    switch self {
    case .plain(let element): element.safetensorsCode
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .int8: "I8"
    case .int16: "I16"
    case .uint16: "U16"
    case .boolean: "BOOL"
    }
  }

  init?(safetensorsCode code: String) {
    guard let known = Self.all.first(where: { $0.safetensorsCode == code }) else { return nil }
    self = known
  }

  /// The number of IEEE 754's 16 bits: sign, 5 bits of exponent, 10 of fraction.
  static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 0x1F: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }
}

extension ByteSource {
  /// The tensor whose elements, little-endian and row-major, are the next bytes, as the type that they are read as.
  ///
  /// - Throws: where the source ends before.
  public func array(_ stored: StoredElement, _ shape: Shape) throws -> HostArray {
    func words<T>(_ convert: (UInt16) -> T) throws -> [T] {
      var values: [T] = []
      values.reserveCapacity(shape.count)
      try forEachPart(of: shape.count, size: 2) { bytes in
        for i in stride(from: 0, to: bytes.count, by: 2) {
          values.append(convert(UInt16(bytes[i]) | UInt16(bytes[i + 1]) << 8))
        }
      }
      return values
    }
    let storage: HostArray.Storage
    switch stored {
    case .plain(let element): return try array(TensorType(shape, element))
    case .float16: storage = .float32(try words { StoredElement.half($0) })
    case .bfloat16: storage = .float32(try words { Float(bitPattern: UInt32($0) << 16) })
    case .int16: storage = .int32(try words { Int32(Int16(bitPattern: $0)) })
    case .uint16: storage = .int32(try words { Int32($0) })
    case .int8: storage = .int32(try bytes(shape.count).map { Int32(Int8(bitPattern: $0)) })
    case .boolean: storage = .uint8(try bytes(shape.count).map { $0 == 0 ? 0 : 1 })
    }
    return HostArray(shape: shape, storage: storage)
  }

  /// Reads so many elements, a part at a time.
  private func forEachPart(
    of count: Int, size: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void
  ) throws {
    var left = count
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while left > 0 {
        let part = min(left, buffer.count / size)
        let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(part * size)])
        try fill(bytes)
        body(bytes)
        left -= part
      }
    }
  }
}
