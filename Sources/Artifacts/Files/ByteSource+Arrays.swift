import Tensors

extension ByteSource {
  /// The tensor whose elements, little-endian and row-major, are the next bytes: they go straight into its array.
  ///
  /// - Throws: where the source ends before.
  public func array(_ type: TensorType) throws -> HostArray {
    func load<T>(_ type: T.Type, _ count: Int) throws -> [T] {
      try [T](unsafeUninitializedCapacity: count) { buffer, filled in
        try fill(
          UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<count])))
        filled = count
      }
    }
    let count = type.shape.count
    let storage: HostArray.Storage =
      switch type.element {
      case .float32: .float32(try load(Float.self, count))
      case .float64: .float64(try load(Double.self, count))
      case .int32: .int32(try load(Int32.self, count))
      case .int64: .int64(try load(Int64.self, count))
      case .uint32: .uint32(try load(UInt32.self, count))
      case .uint8: .uint8(try load(UInt8.self, count))
      }
    return HostArray(shape: type.shape, storage: storage)
  }
}
