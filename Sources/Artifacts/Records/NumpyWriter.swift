import Tensors

/// Arrays as NumPy's `.npy` files, version 1.0: `numpy.load` reads them.
public enum NumpyWriter {
  /// Where data begins: a multiple of this.
  private static let alignment = 64

  /// The file's bytes: always the same for the same array.
  public static func encode(_ array: HostArray) -> [UInt8] {
    let extents = array.shape.extents
    // A tuple of one has a comma behind it.
    let shape = extents.map { "\($0), " }.joined()
    var header = Array(
      "{'descr': '\(code(array.element))', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let bare = magic.count + 2 + header.count + 1
    header += [UInt8](
      repeating: UInt8(ascii: " "), count: (alignment - bare % alignment) % alignment)
    header.append(UInt8(ascii: "\n"))
    let length = UInt16(header.count)
    return magic + [UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8)]
      + header + array.withUnsafeBytes { Array($0) }
  }

  private static func code(_ element: ElementType) -> String {
    switch element {
    case .float32: "<f4"
    case .float64: "<f8"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint32: "<u4"
    case .uint8: "|u1"
    }
  }
}
