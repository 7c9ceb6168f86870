import Testing

@testable import Artifacts

@Suite struct TicksTests {
  @Test(
    "An axis has these marks",
    arguments: [
      (0.0, 1.0, 5, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (-3.2, 3.4, 8, ["-3", "-2", "-1", "0", "1", "2", "3"]),
      (0, 50_000, 6, ["0", "10000", "20000", "30000", "40000", "50000"]),
      (0, 3e6, 4, ["0", "1e6", "2e6", "3e6"]),
      (0, 2.5e7, 6, ["0", "5e6", "1e7", "1.5e7", "2e7", "2.5e7"]),
      (1e-7, 5e-7, 5, ["1e-7", "2e-7", "3e-7", "4e-7", "5e-7"]),
      (0.031, 0.034, 3, ["0.031", "0.032", "0.033", "0.034"]),
      (-0.05, 0.05, 4, ["-0.05", "0", "0.05"]),
    ])
  func marks(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(Ticks(from: low, to: high, count: count).marks.map(\.label) == labels)
  }

  @Test(
    "An axis of powers of ten has these marks",
    arguments: [
      (-2.1, 1.3, ["0.01", "0.1", "1", "10"]), (-0.3, 8.9, ["1", "100", "1e4", "1e6", "1e8"]),
      (-12.0, -8, ["1e-12", "1e-11", "1e-10", "1e-9", "1e-8"]), (0.2, 0.8, []),
      (-Double.infinity, 2, []), (Double.nan, 2, []),
    ] as [(Double, Double, [String])])
  func powers(low: Double, high: Double, labels: [String]) {
    #expect(Ticks.powers(from: low, to: high).map(\.label) == labels)
  }

  @Test(
    "An axis of whole numbers has no parts of them",
    arguments: [
      (0.0, 2.0, ["0", "1", "2"]), (0, 1, ["0", "1"]), (0, 640, ["0", "200", "400", "600"]),
      (0, 3e6, ["0", "1e6", "2e6", "3e6"]), (0.2, 0.8, []),
    ] as [(Double, Double, [String])])
  func whole(low: Double, high: Double, labels: [String]) {
    #expect(Ticks.whole(from: low, to: high, count: 5).map(\.label) == labels)
  }

  @Test(
    "An axis of steps begins at 0, unless a fifth of it would be empty; one step is in its middle",
    arguments: [
      ([64, 640], 0, 640), ([100], 0, 200), ([26, 52], 26, 52), ([0, 9], 0, 9),
      ([600, 640], 600, 640), ([], 0, 1),
    ] as [([Double], Double, Double)])
  func steps(_ steps: [Double], low: Double, high: Double) {
    #expect(AxisRange(ofSteps: steps) == AxisRange(low, high))
  }

  @Test func marksLieInTheRangeAndAreNotMoreThanAsked() {
    for exponent in stride(from: -250, through: 250, by: 7) {
      var scale = 1.0
      for _ in 0..<abs(exponent) { scale *= exponent < 0 ? 0.1 : 10 }
      for (low, high) in [(0.0, 1.0), (-0.7, 0.31), (3, 3.001), (-9, 120)] {
        let marks = Ticks(from: low * scale, to: high * scale, count: 7).marks
        #expect((2...8).contains(marks.count), "\(low) to \(high), times 1e\(exponent)")
        let slack = (high - low) * scale * 1e-6
        for mark in marks {
          #expect(mark.value >= low * scale - slack && mark.value <= high * scale + slack)
        }
        #expect(Set(marks.map(\.label)).count == marks.count)
      }
    }
  }

  @Test(
    "The range of any numbers can be marked",
    arguments: [
      [], [5], [0, 0], [.nan, .infinity], [1e289, -1e289], [.greatestFiniteMagnitude], [1e-300],
      [1, 1 + 1e-15], [-1e200, -1e200],
    ] as [[Double]])
  func ranges(values: [Double]) {
    let range = AxisRange(of: values, margin: 0.05)
    #expect(range.low < range.high)
    #expect(Ticks(from: range.low, to: range.high, count: 8).marks.count >= 2)
  }
}
