import Tensors
import Testing

@Suite struct HostArrayTests {
  static let storages: [HostArray.Storage] = [
    .float32([0, 1, 2, 3, 4, 5]), .float64([0, 1, 2, 3, 4, 5]), .int32([0, 1, 2, 3, 4, 5]),
    .int64([0, 1, 2, 3, 4, 5]), .uint32([0, 1, 2, 3, 4, 5]), .uint8([0, 1, 2, 3, 4, 5]),
  ]

  @Test("a permuted matrix is its transpose, whatever its elements", arguments: storages)
  func transposed(_ storage: HostArray.Storage) {
    let array = HostArray(shape: [2, 3], storage: storage)
    let transposed = array.permuted([1, 0])
    #expect(transposed.shape == [3, 2])
    #expect(transposed.element == array.element)
    #expect(transposed.doubles == [0, 3, 1, 4, 2, 5])
    #expect(transposed.permuted([1, 0]) == array)
  }

  @Test("OIHW weights become HWIO and back")
  func convolutionLayout() {
    let shape: Shape = [2, 3, 4, 5]
    let array = HostArray(shape: shape, floats: (0..<shape.count).map(Float.init))
    let memory = array.permuted([2, 3, 1, 0])
    #expect(memory.shape == [4, 5, 3, 2])
    // Element (h 1, w 2, i 0, o 1) is published element (o 1, i 0, h 1, w 2).
    #expect(memory.floats[1 * 30 + 2 * 6 + 0 * 2 + 1] == Float(1 * 60 + 0 * 20 + 1 * 5 + 2))
    #expect(memory.permuted([3, 2, 0, 1]) == array)
  }

  @Test("a number alone and an array without elements have axes in any order, too")
  func few() {
    #expect(HostArray(shape: [], floats: [3]).permuted([]) == HostArray(shape: [], floats: [3]))
    let none = HostArray(shape: [2, 0, 3], floats: []).permuted([2, 0, 1])
    #expect(none.shape == [3, 2, 0] && none.floats.isEmpty)
  }

  @Test("bytes make the same array again", arguments: storages)
  func bytes(_ storage: HostArray.Storage) {
    let array = HostArray(shape: [6], storage: storage)
    let again = array.withUnsafeBytes { HostArray(type: array.type, bytes: $0) }
    #expect(again == array)
    #expect(array.withUnsafeBytes { $0.count } == array.type.byteCount)
  }

  @Test("numbers convert to single precision, and a shape can change")
  func conversions() {
    let array = HostArray(shape: [2], storage: .int64([1 << 24 + 1, -3]))
    #expect(array.floats == [0x1p24, -3])
    #expect(array.reshaped([2, 1]).shape == [2, 1])
    #expect(HostArray(shape: [2], repeating: 1.5).doubles == [1.5, 1.5])
  }
}
