import Tensors
import Testing

@testable import Graph

@Suite("The value of arithmetic on one number")
struct ScalarValueTests {
  private static let read = Scalar.read(0)

  @Test(
    "is that of single precision where that is a whole number, and else the number",
    arguments: [
      (.binary(.subtract, read, .constant(1)), 1.5, 0.5),
      (.binary(.multiply, read, .constant(10)), Double(Float(0.1)), 1),
      (.unary(.floor, .binary(.divide, read, .constant(2))), 5, 2),
      (.select(.binary(.greater, read, .constant(1)), read, .constant(0)), 0.5, 0),
      (.binary(.multiply, read, read), -3, 9), (.loop(0), 1, nil),
    ] as [(Scalar, Double, Double?)])
  func value(scalar: Scalar, number: Double, expected: Double?) {
    #expect(scalar.value(of: number) == expected)
  }
}
