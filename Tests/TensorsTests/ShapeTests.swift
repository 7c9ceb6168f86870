import Tensors
import Testing

@Suite struct ShapeTests {
  @Test("strides are row-major")
  func strides() {
    #expect(Shape([2, 3, 4]).strides == [12, 4, 1])
    #expect(Shape([]).strides == [])
    #expect(Shape([2, 0, 4]).count == 0)
    #expect(Shape([]).count == 1)
  }

  @Test(
    "extents from a file are refused where they cannot be",
    arguments: [[-1], [1 << 41], [1 << 20, 1 << 21], [Int.max, Int.max], [0, Int.max, 2]])
  func refused(_ extents: [Int]) { #expect(Shape(checking: extents) == nil) }

  @Test("a shape prints as it is written, a type with its element")
  func printing() {
    #expect("\(Shape([128, 28, 28, 1]))" == "[128, 28, 28, 1]")
    #expect("\(TensorType([2, 3], .uint32))" == "u32[2, 3]")
  }
}
