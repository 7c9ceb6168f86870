import Testing

@testable import Diagnostics

@Suite("The caret printer")
struct CaretPrinterTests {
  /// Prints an error at the first place of `word` in `text`.
  static func print(_ text: String, _ word: String, width: Int = 100) throws -> String {
    let file = SourceFile(name: "a.yaml", text: text)
    let start = try #require(text.firstRange(of: word)).lowerBound
    let offset = text.utf8.distance(from: text.utf8.startIndex, to: start)
    let range = SourceRange(file: file, start: offset, end: offset + word.utf8.count)
    return CaretPrinter(width: width).print(Diagnostic("wrong", at: range))
  }

  @Test(
    "The caret stands under what is meant",
    arguments: [
      ("a: bad", "bad", "1:4", "a: bad\n   ^~~\n"),
      ("x\n  a: bad\ny", "bad", "2:6", "  a: bad\n     ^~~\n"),
      ("a:\tbad", "bad", "1:4", "a:    bad\n      ^~~\n"),
      ("日本: bad", "bad", "1:5", "日本: bad\n      ^~~\n"),
      ("a: 日本 b", "日本", "1:4", "a: 日本 b\n   ^~~~\n"),
      ("e\u{301}: bad", "bad", "1:5", "e\u{301}: bad\n   ^~~\n"),
      ("\u{1F600}: bad", "bad", "1:4", "\u{1F600}: bad\n    ^~~\n"),
      ("a\u{1B}[31m: bad", "bad", "1:9", "a\\u{1B}[31m: bad\n             ^~~\n"),
      ("a\u{202E}: bad", "bad", "1:5", "a\\u{202E}: bad\n           ^~~\n"),
      ("a: bad\r\nb", "bad", "1:4", "a: bad\n   ^~~\n"),
      ("a: [b,\n  c]", "[b,\n  c]", "1:4", "a: [b,\n   ^~~\n"),
      (
        "0123456789 0123456789 bad 0123456789 0123456789", "bad", "1:23",
        "…0123456789 bad 0123456789…\n            ^~~\n"
      ),
      ("bad 0123456789 0123456789 0123456789", "bad", "1:1", "bad 0123456789 0123456789…\n^~~\n"),
    ])
  func carets(_ text: String, _ word: String, _ place: String, _ expected: String) throws {
    let width = text.count > 30 ? 28 : 100
    #expect(
      try Self.print(text, word, width: width) == "a.yaml:\(place): error: wrong\n\(expected)")
  }

  @Test("A range that does not fit the file is moved into it", arguments: [0, 3, 4, 9, 1 << 40])
  func outside(_ start: Int) {
    let file = SourceFile(name: "a", text: "é日\n")
    for end in [start, start + 1, start + 5] {
      let range = SourceRange(file: file, start: start, end: end)
      #expect(CaretPrinter().print(Diagnostic("wrong", at: range)).hasPrefix("a:"))
      #expect(range.line >= 1 && range.column >= 1)
    }
  }

  @Test("A line of a megabyte is shown as a window, quickly")
  func longLine() throws {
    let text =
      String(repeating: "x", count: 1 << 19) + "bad" + String(repeating: "日", count: 1 << 18)
    var printed = ""
    let time = try ContinuousClock().measure { printed = try Self.print(text, "bad") }
    #expect(printed.count < 300)
    #expect(printed.contains("bad"))
    #expect(time < .seconds(20))
  }

  @Test(
    "An error is found again in what was printed, with and without its place, and nothing else is")
  func errors() throws {
    func found(in text: String) -> [String] {
      text.split(separator: "\n").compactMap { CaretPrinter.error(in: $0) }
    }
    #expect(try found(in: Self.print("a: bad", "bad")) == ["wrong"])
    #expect(
      found(in: CaretPrinter().print(.machine("no room", notes: [.init("make some")]))) == [
        "no room"
      ])
    #expect(found(in: CaretPrinter().print(Diagnostic(.unused, "odd", at: nil))).isEmpty)
  }

  @Test("Notes follow with their own places; colours are used when asked for")
  func notes() {
    let file = SourceFile(name: "a", text: "one\ntwo\n")
    let diagnostic = Diagnostic(
      .unused, "both\nlines", at: SourceRange(file: file, start: 4, end: 7),
      notes: [.init("first", at: SourceRange(file: file, start: 0, end: 3)), .init("advice")])
    #expect(
      CaretPrinter().print(diagnostic)
        == "a:2:1: warning: both\n  lines [unused]\ntwo\n^~~\na:1:1: note: first\none\n^~~\nnote: advice\n"
    )
    #expect(
      CaretPrinter(isColored: true).print(diagnostic).contains("\u{1B}[1;35mwarning:\u{1B}[0m"))
  }
}
