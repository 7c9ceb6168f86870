import Testing

@testable import Commands

@Suite("Counts in sentences")
struct CountedTests {
  @Test(
    "One is one, and none are several", arguments: [(0, "0 steps"), (1, "1 step"), (2, "2 steps")])
  func words(count: Int, text: String) {
    #expect(counted(count, "step") == text)
  }
}
