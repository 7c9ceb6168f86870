import Diagnostics
import Testing

@Suite("Nouns behind their number")
struct CountedNounTests {
  @Test(
    "Several end in s, and none too",
    arguments: [(0, "0 steps"), (1, "1 step"), (2, "2 steps")])
  func counted(count: Int, text: String) { #expect(count.counted("step") == text) }

  @Test(
    "A plural of its own is written out",
    arguments: [(0, "0 classes"), (1, "1 class"), (2, "2 classes")])
  func irregular(count: Int, text: String) {
    #expect(count.counted("class", plural: "classes") == text)
  }
}
