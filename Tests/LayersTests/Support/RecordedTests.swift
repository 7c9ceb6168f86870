import RecordedCases
import Testing

@Suite("What recorded numbers are compared with")
struct RecordedTests {
  @Test(
    "Only finite numbers that are near deviate little",
    arguments: [
      ([1, 2], [1, 2], 0), ([1, 2.5], [1, 2], 0.25), ([1], [1, 2], .infinity),
      ([.nan, 2], [1, 2], .infinity), ([1, 2], [.nan, 2], .infinity),
      ([.nan], [.nan], .infinity), ([1, 2], [1, .infinity], .infinity), ([], [], 0),
    ] as [([Double], [Double], Double)])
  func deviations(found: [Double], expected: [Double], result: Double) {
    #expect(deviation(found, expected) == result)
  }

  @Test(
    "The names of a recorded case are whole words, those within others left out",
    arguments: [
      ("relu6", ["relu6"]), ("{conv2d_transpose: {filters: 2}}", ["conv2d_transpose"]),
      ("{dense: {units: 3, activation: tanh}}", ["dense"]),
      ("{tanh: {}, as: seen}, {compute: 'x ** 2'}, {add: seen}", ["tanh", "compute", "add"]),
      ("{residual: [{dense: 4}, tanh]}", ["residual"]),
    ] as [(String, Set<String>)])
  func names(text: String, names: Set<String>) {
    #expect(recordedNames(text) == names)
  }

  @Test("What an expression calls is no part of another word")
  func calls() {
    #expect(calledNames("mean(max(softmax(x), axis=-1)) * (x)") == ["mean", "max", "softmax"])
  }

  @Test("Twice PyTorch's own deviation is allowed, and where it has none, two roundings")
  func allowed() throws {
    let cases: [ExpressionCase] = try Recorded.cases("functions")
    let exact = try #require(cases.first { $0.expression == "abs(x)" }).graph().expectations[0]
    let rounded = try #require(cases.first { $0.expression == "matmul(x, t)" }).graph()
      .expectations[0]
    #expect(exact.recorded.float32 == 0 && exact.recorded.allowed == 0x1p-23)
    let own = try #require(rounded.recorded.float32)
    #expect(own > 0x1p-24 && rounded.recorded.allowed == 2 * own)
    let size = try #require(rounded.recorded.values.map(abs).max())
    let off = rounded.recorded.values.map { $0 + own * size }
    #expect(abs(rounded.recorded.share(usedBy: off) - 0.5) < 1e-6)
    #expect(rounded.recorded.share(usedBy: Array(off.dropLast())) == .infinity)
  }
}
