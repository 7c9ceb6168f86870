import Testing

@testable import Diagnostics

@Suite("Text on a terminal")
struct DisplayTextTests {
  @Test(
    "What a terminal would act on is escaped; lines and tabs stay, or do not",
    arguments: [
      ("plain text, grüße, 日本語, 👩‍🎨", "plain text, grüße, 日本語, 👩‍🎨", "plain text, grüße, 日本語, 👩‍🎨"),
      ("two\nlines\tand a tab", "two\nlines\tand a tab", #"two\nlines\tand a tab"#),
      ("windows\r\nline", "windows\r\nline", #"windows\nline"#),
      ("\u{1B}[31mred", #"\u{1B}[31mred"#, #"\u{1B}[31mred"#),
      ("over\rwritten", #"over\u{D}written"#, #"over\nwritten"#),
      ("\u{9B}31m", #"\u{9B}31m"#, #"\u{9B}31m"#),
      ("\u{202E}drowssap", #"\u{202E}drowssap"#, #"\u{202E}drowssap"#),
      ("a\u{0}b\u{7F}", #"a\u{0}b\u{7F}"#, #"a\u{0}b\u{7F}"#),
    ])
  func escapes(text: String, lines: String, line: String) {
    #expect(text.escapedLinesForDisplay == lines)
    #expect(text.escapedForDisplay == line)
  }

  @Test("Some characters are spelled otherwise, whatever stands behind them")
  func spelling() {
    let spelled = "it'\u{301}s\r\n$x".spelling(["'": "''", "\n": "\\n", "$": "$$"])
    #expect(Array(spelled.unicodeScalars) == Array("it''\u{301}s\r\\n$$x".unicodeScalars))
  }

  @Test("A letter with marks without end, which is one character, is cut")
  func marks() {
    let word = "a" + String(repeating: "\u{301}", count: 200_000)
    #expect(word.count == 1)
    #expect(word.excerpt == "a" + String(repeating: "\u{301}", count: 31) + "…")
    let letter = "a" + String(repeating: "\u{301}", count: 31)
    #expect(letter.excerpt == letter)
  }

  @Test(
    "A list of names is cut behind the first ones",
    arguments: [
      ([], ""), (["a"], "'a'"), (["a", "b\n"], "'a', 'b\\n'"), (["a", "b", "c"], "'a', 'b', …"),
    ]
      as [([String], String)])
  func lists(names: [String], listed: String) { #expect(names.quotedList(most: 2) == listed) }
}
