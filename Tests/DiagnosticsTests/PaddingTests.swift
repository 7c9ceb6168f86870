import Diagnostics
import Testing

@Suite("Texts in columns")
struct PaddingTests {
  @Test(
    "have blanks behind them up to a width; a longer one is left whole",
    arguments: [
      ("ab", 4, "ab  "), ("ab", 2, "ab"), ("abc", 2, "abc"), ("", 2, "  "), ("ü", 2, "ü "),
      ("ab", -1, "ab"),
    ])
  func padded(text: String, width: Int, shown: String) {
    #expect(text.padded(to: width) == shown)
  }
}
