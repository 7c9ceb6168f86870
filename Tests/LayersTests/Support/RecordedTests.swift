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
    "The name of a recorded case is a whole word",
    arguments: [
      ("relu6", "relu6"), ("{conv2d_transpose: {filters: 2}}", "conv2d_transpose"),
      ("{dense: {units: 3, activation: tanh}}", "dense"),
    ])
  func names(text: String, name: String) {
    #expect(recordedName(text) == name)
  }
}
