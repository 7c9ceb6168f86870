import Testing

@testable import Commands

@Suite("Figures of a run")
struct RunFiguresTests {
  @Test(
    "Half of an interval has two digits, and all that stand before the point",
    arguments: [
      (nil, ""), (0.0021, " ± 0.0021"), (12.4, " ± 12"), (99.4, " ± 99"), (99.6, " ± 100"),
      (131.2, " ± 131"), (2.5e7, " ± 2.5e+07"),
    ] as [(Double?, String)])
  func halves(_ halfWidth: Double?, _ text: String) {
    #expect(RunFigures.plusMinus(halfWidth) == text)
  }
}
