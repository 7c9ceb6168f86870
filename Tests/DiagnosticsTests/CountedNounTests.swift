import Diagnostics
import Testing

@Suite("Nouns behind their number")
struct CountedNounTests {
  @Test(
    "Several end in s, and none too",
    arguments: [(0, "0 steps"), (1, "1 step"), (2, "2 steps")])
  func counted(count: Int, text: String) { #expect(count.counted("step") == text) }
}
