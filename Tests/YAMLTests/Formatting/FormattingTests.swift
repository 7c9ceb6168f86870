import Diagnostics
import Testing

@testable import YAML

@Suite("Formatting")
struct FormattingTests {
  static func formatted(_ text: String) throws -> String {
    try SourceFile(name: "a.yaml", text: text).formatted()
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let before: String
    let after: String

    init(_ sentence: String, _ before: String, _ after: String? = nil) {
      testDescription = sentence
      self.before = before
      self.after = after ?? before
    }
  }

  static let cases: [Case] = [
    // Lines
    Case("nothing stays nothing", ""),
    Case("blank lines alone are nothing", " \n\n  \n", ""),
    Case("a missing last line break is added", "a: 1", "a: 1\n"),
    Case("line ends have no blanks", "a: 1  \nb:\t\n  - c \n", "a: 1\nb:\n  - c\n"),
    Case(
      "blank lines at the start and the end go, between lines one stays",
      "\n\na: 1\n\n \n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    Case("CRLF becomes LF", "a: |\r\n  b\r\n# c\r\nd: 1\r\n", "a: |\n  b\n# c\nd: 1\n"),
    Case("a lone CR becomes LF", "a: 1\rb: 2\r# c\r", "a: 1\nb: 2\n# c\n"),
    // Indentation
    Case(
      "two blanks a level", "a:\n    b:\n       c: 1\n    d:\n     - e\n",
      "a:\n  b:\n    c: 1\n  d:\n    - e\n"),
    Case(
      "a list in its map's column is indented", "layers:\n- flatten\n- dense: 3\nb: 1\n",
      "layers:\n  - flatten\n  - dense: 3\nb: 1\n"),
    Case(
      "a list in its map's column, within a list", "- a:\n  - b\n  - - c\n    - d\n  e: 1\n",
      "- a:\n    - b\n    - - c\n      - d\n  e: 1\n"),
    Case(
      "one blank after '-', and the map's keys in line", "-   a: 1\n    b: 2\n-  - c\n   - d\n",
      "- a: 1\n  b: 2\n- - c\n  - d\n"),
    Case(
      "a map at the right comes to the left", "   a: 1\n   b:\n     c: 2\n", "a: 1\nb:\n  c: 2\n"),
    Case(
      "a value under its key is indented by two", "a:\n     b\nc:\n   {d: 1}\n",
      "a:\n  b\nc:\n  {d: 1}\n"),
    Case(
      "keys marked by '?'", "?   a\n:   b\n? - c\n  - d\n: e: 1\n  f: 2\n",
      "? a\n: b\n? - c\n  - d\n: e: 1\n  f: 2\n"),
    // Blanks in a line
    Case(
      "one blank after ':' and ',', none before", "a :   1\nb: [1 ,2,3  ,  4]\n",
      "a: 1\nb: [1, 2, 3, 4]\n"),
    Case(
      "none inside { } and [ ]", "a: { b: [ ], c: { } , d: [ 1 ] }\n", "a: {b: [], c: {}, d: [1]}\n"
    ),
    Case("a missing value in { } keeps its blank", "a: {b: , c: }\n"),
    Case("quoted keys in { }", "{\"a\":1,'b' : 2}\n", "{\"a\": 1, 'b': 2}\n"),
    Case(
      "aliases keep the blank before ':'", "a: &x 1\n*x : [*x ,  *x]\n", "a: &x 1\n*x : [*x, *x]\n"),
    Case(
      "anchors and tags", "a:   &x   !t\n   b: !!str   c\nd: [!u , &y  e]\n",
      "a: &x !t\n  b: !!str c\nd: [!u , &y e]\n"),
    Case("numbers and quotes are not touched", "a: 1_0.e+3\nb: \"x\"\nc: 'it''s'\nd: 0x1F\n"),
    Case("tabs after text", "a:\t1\t# b\nc:\t\n  - d\t\t# e\n", "a: 1  # b\nc:\n  - d  # e\n"),
    // Flow collections over lines
    Case(
      "line breaks in [ ] stay, and lines move with their entry",
      "a:\n    b: [ 1,\n         2 ,\n\n\n         # c\n         3\n    ]\n",
      "a:\n  b: [1,\n       2,\n\n       # c\n       3\n  ]\n"),
    Case(
      "items commented out in [ ] stay in it", "a: [\n  b,  # one\n  # c,\n  d\n  # e\n]\n"),
    Case(
      "{ } under its key moves as a whole", "a:\n      {b: 1,\n       c: 2}\n",
      "a:\n  {b: 1,\n   c: 2}\n"),
    // Comments after text
    Case(
      "at least two blanks before a comment", "a: 1 # b\nc: # d\n  - e # f\n",
      "a: 1  # b\nc:  # d\n  - e  # f\n"),
    Case("a comment keeps its column", "a: 1      # b\nlong: 2   # c\n"),
    Case(
      "a comment keeps its column where the text moves", "a:\n    b: 1     # c\n",
      "a:\n  b: 1       # c\n"),
    Case(
      "a column that is taken is left", "- a:\n  - 123   # b\n  - 12345  # c\n",
      "- a:\n    - 123  # b\n    - 12345  # c\n"),
    Case(
      "columns count characters", "é: \u{1F600}  # b\n日本: 1   # c\n",
      "é: \u{1F600}  # b\n日本: 1   # c\n"),
    // Comments on lines of their own
    Case("only comments", "\n# a\n\n\n   # b", "# a\n\n   # b\n"),
    Case(
      "between '-' and its map's first key", "-\n    # c\n    name: 1\n    b: 2\n",
      "-\n  # c\n  name: 1\n  b: 2\n"),
    Case("after '-'", "-  # c\n    name: 1\n", "-  # c\n  name: 1\n"),
    Case("between a key and its nested value", "a:\n    # c\n    b: 1\n", "a:\n  # c\n  b: 1\n"),
    Case(
      "a last entry that was commented out moves with its list",
      "a:\n    - b\n    # - c\nd:\n    e: 1\n    # f: 2\n",
      "a:\n  - b\n  # - c\nd:\n  e: 1\n  # f: 2\n"),
    Case(
      "the last entry of all, commented out, moves with its list", "a:\n- b\n# - c\n",
      "a:\n  - b\n  # - c\n"),
    Case(
      "a comment under a blank line at the end is the file's", "a:\n- b\n\n# c\n",
      "a:\n  - b\n\n# c\n"),
    Case(
      "a comment in the next entry's column moves with it",
      "a:\n    b:\n        c: 1\n    # d\n    e: 2\n",
      "a:\n  b:\n    c: 1\n  # d\n  e: 2\n"),
    Case(
      "a comment in no column moves with the next entry", "a:\n    b: 1\n      # c\n    d: 2\n",
      "a:\n  b: 1\n    # c\n  d: 2\n"),
    Case(
      "the last thing, deeper than anything", "a:\n    b: 1\n          # c\n",
      "a:\n  b: 1\n        # c\n"),
    Case(
      "the text of a comment stays", "#!a\n#  b:   [ 1 ,2 ]\na: 1  #\tc  \n",
      "#!a\n#  b:   [ 1 ,2 ]\na: 1  #\tc\n"),
    Case(
      "emoji before a comment", "a:\n    - \u{1F600}   # \u{1F600}\n    # é\n",
      "a:\n  - \u{1F600}     # \u{1F600}\n  # é\n"),
    // Texts over lines
    Case(
      "the lines under '>-' and '|' stand two blanks to the right, with their '#'",
      "a:\n    b: >-\n        one\n\n          # two\n        three\n    c: |   # d\n      # e\n    # f\n",
      "a:\n  b: >-\n    one\n\n      # two\n    three\n  c: |     # d\n    # e\n  # f\n"),
    Case(
      "'|2' keeps its number", "a:\n    b: |2\n        one\n      # two\n    c: 1\n",
      "a:\n  b: |2\n      one\n    # two\n  c: 1\n"),
    Case(
      "'|+' keeps its blank lines", "a: |+\n    b\n\n\nc: >+\n\n\n", "a: |+\n  b\n\n\nc: >+\n\n\n"),
    Case(
      "blank lines after '|' are none of its", "a: |\n    b\n  \n\n\nc: 1\n", "a: |\n  b\n\nc: 1\n"),
    Case("a text that ends the file without a line break stays so", "a: |\n    b", "a: |\n  b"),
    Case("after '|-' the last line break is added", "a: |-\n    b", "a: |-\n  b\n"),
    Case("blanks at the ends of lines under '|' are text", "a: |\n  b  \n   \n  c\n"),
    Case(
      "a comment under an empty text stays one", "a:\n  b: |\n  # c\n    # d\n  e: |\n",
      "a:\n  b: |\n  # c\n    # d\n  e: |\n"),
    Case(
      "a comment below a text does not become text", "a:\n  b: |\n          c\n      # d\n  e: 1\n",
      "a:\n  b: |\n    c\n  # d\n  e: 1\n"),
    Case(
      "plain and quoted texts over lines move with their entry",
      "a:\n    b: one\n      two  \n\n      three\n    c: 'x\n       y'\n    d: \"z\\  \n      w\\\n      v\"\n",
      "a:\n  b: one\n    two\n\n    three\n  c: 'x\n     y'\n  d: \"z\\  \n    w\\\n    v\"\n"),
    Case("a quoted text keeps off the left", "a:\n  b: 'x\ny'\n", "a:\n  b: 'x\n   y'\n"),
    // Documents
    Case(
      "'---', '...' and directives", "%YAML 1.1   # v\n---   # a\n  b: 1\n...\n# c\n---\n- d\n",
      "%YAML 1.1   # v\n---   # a\nb: 1\n...\n# c\n---\n- d\n"),
    Case("a comment before '---' stays before it", "# a\n\n---\nb: 1\n"),
    Case("a text that looks like '---'", "  ...\n", "  ...\n"),
  ]

  @Test("Each case is formatted as it should be", arguments: cases)
  func golden(_ example: Case) throws {
    #expect(try Self.formatted(example.before) == example.after)
    #expect(try Self.formatted(example.after) == example.after)
  }

  @Test(
    "What is not YAML is refused as the reader refuses it",
    arguments: [
      "a: [1", "a: 'b", "a:\n\t- b\n", "a: b: c", "{a: kl(x, y], b: 2}", "- a\nb: c\n",
      ">#c: x\n  v", "a: >#c: x\n  v\n", "a: &b |2-#c\n  v\n", "- !t >+#c\n  v\n",
    ])
  func refused(_ text: String) {
    let file = SourceFile(name: "a.yaml", text: text)
    var expected = DiagnosticList()
    _ = YAMLReader.read(file, diagnostics: &expected)
    let error = #expect(throws: DiagnosticList.self) { try file.formatted() }
    #expect(error?.printed() == expected.printed())
    #expect(error?.diagnostics.contains { $0.fault == .machine } == false)
  }

  @Test(
    "A second document that is none is refused for what is wrong with it, not for being a second",
    arguments: [
      ("a: 1\n---\nb: [1, 2\n", "this '[' is not closed"),
      ("a: 1\n---\n\(String(repeating: "[", count: 3000))", "nested too deeply"),
    ])
  func second(_ text: String, _ words: String) {
    let error = #expect(throws: DiagnosticList.self) { try Self.formatted(text) }
    #expect(error?.diagnostics.count == 1)
    #expect(error?.diagnostics.first?.message.contains(words) == true)
    #expect(error?.diagnostics.first?.range?.line == 3)
  }

  @Test(
    "Characters that end a line for some readers only are refused",
    arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
  func separators(_ separator: String) {
    let file = SourceFile(name: "a.yaml", text: "a: b # c\(separator)d: 1\n")
    let error = #expect(throws: DiagnosticList.self) { try file.formatted() }
    #expect(error?.diagnostics.first?.range?.start == 8)
  }

  @Test("Levels beyond the language's are refused")
  func deep() {
    for text in [String(repeating: "[", count: 3000), String(repeating: "- ", count: 3000)] {
      #expect(throws: DiagnosticList.self) {
        try SourceFile(name: "a.yaml", text: text + "1").formatted()
      }
    }
  }

  @Test("The guard sees a changed value, style, anchor, tag, comment and a file that is no YAML")
  func guardSees() throws {
    let old = SourceFile(name: "a.yaml", text: "a: &x 'b'  # c\nd: !t [e]\n")
    for (wrong, word) in [
      ("a: &x 'c'  # c\nd: !t [e]\n", "another value"),
      ("a: &x b  # c\nd: !t [e]\n", "another value"),
      ("a: &y 'b'  # c\nd: !t [e]\n", "another value"),
      ("a: &x 'b'  # c\nd: !u [e]\n", "another value"),
      ("a: &x 'b'  # c\nd: !t\n  - e\n", "another value"),
      ("a: &x 'b'  # d\nd: !t [e]\n", "a comment"),
      ("a: &x 'b'\nd: !t [e]\n", "a comment"), ("a: &x 'b'  # c\nd: !t [e\n", "not be YAML"),
      ("a: &x 'b'  # c\nd: !t [e]\n# f\n", "a comment"),
    ] {
      let guarding = FormattingGuard(old: old, new: SourceFile(name: "a.yaml", text: wrong))
      let error = #expect(throws: Diagnostic.self) { try guarding.check(comments: ["# c"]) }
      #expect(error?.fault == .machine)
      #expect(error?.notes.contains { $0.message.contains(word) } == true, "\(wrong)")
    }
  }
}
