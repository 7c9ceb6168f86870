import Tensors
import Testing

@Suite("Sums and products that stop at the greatest number")
struct ClampingTests {
  @Test(
    "What is more than a number counts is the greatest",
    arguments: [
      (3, 4, 7, 12), (Int.max, 1, Int.max, Int.max), (Int.max, 2, Int.max, Int.max),
      (Int.max, 0, Int.max, 0),
    ])
  func clamped(a: Int, b: Int, sum: Int, product: Int) {
    #expect(a.addingClamped(b) == sum)
    #expect(a.multipliedClamped(by: b) == product)
  }
}
