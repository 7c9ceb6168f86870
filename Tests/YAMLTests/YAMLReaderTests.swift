import Diagnostics
import Testing

@testable import YAML

@Suite("The YAML reader")
struct YAMLReaderTests {
  static func read(_ text: String) -> (node: YAMLNode?, diagnostics: DiagnosticList) {
    var list = DiagnosticList()
    let node = YAMLReader.read(SourceFile(name: "a.yaml", text: text), diagnostics: &list)
    return (node, list)
  }

  /// The tree on one line: `{a: 3, b: "x"}`.
  static func sketch(_ node: YAMLNode) -> String {
    switch node.content {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value, _): "\(value)"
    case .text(let text): "\"\(text)\""
    case .list(let items): "[" + items.map(sketch).joined(separator: ", ") + "]"
    case .map(let pairs):
      "{" + pairs.map { "\($0.key): \(sketch($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  @Test(
    "A plain scalar is what YAML 1.2 says, a quoted one is text",
    arguments: [
      ("true", "true"), ("false", "false"), ("null", "null"), ("~", "null"), ("a:", "{a: null}"),
      ("no", "\"no\""), ("yes", "\"yes\""), ("on", "\"on\""), ("True", "\"True\""),
      ("'3'", "\"3\""), ("\"true\"", "\"true\""), ("1e-4", "0.0001"), ("-.5", "-0.5"),
      ("1.", "1.0"), ("1.e3", "1000.0"), ("0o17", "15.0"), ("0x1F", "31.0"), ("0b1", "\"0b1\""),
      (".inf", "inf"), ("-.Inf", "-inf"), (".nan", "nan"), ("1_000", "\"1_000\""),
      ("12:30", "\"12:30\""), ("1e", "\"1e\""), (".", "\".\""), ("-", "[null]"), ("+", "\"+\""),
      ("0x", "\"0x\""), ("nan", "\"nan\""), ("inf", "\"inf\""), ("012", "12.0"),
    ])
  func scalars(_ text: String, _ expected: String) throws {
    let (node, list) = Self.read(text)
    #expect(list.diagnostics.isEmpty)
    #expect(Self.sketch(try #require(node)) == expected)
  }

  @Test(
    "A slip is told where it stands, although YAML can be read on for a while",
    arguments: [
      ("a: 1\ntrain:\n  epochs 30\n  size: 4\n", 3, 3, "the ':' after this key is missing"),
      ("a: 1\ntrain:\n  - epochs 30\n    size: 4\n", 3, 5, "the ':' after this key is missing"),
      (
        "a: 1\nb: \"open\nc: 3\nd: \"right\"\n", 2, 4, "this quote is not closed in its line"
      ),
      ("a: 1\nb: 'open\nc: [x, 'right', y]\n", 2, 4, "this quote is not closed in its line"),
      ("a: {b: \"open, c: 3}\nd: {e: \"right\"}\n", 1, 8, "this quote is not closed in its line"),
      (
        "a: 1\nb: {units: 8, activation: leaky_relu: 0.2}\n", 2, 37,
        "a map within braces has braces of its own: 'activation: {leaky_relu: 0.2}'"
      ),
      (
        "a: 1\nb:\n<<<<<<< HEAD\n  c: 3\n=======\n  c: 4\n>>>>>>> topic\n", 3, 1,
        "a merge left both sides of a conflict here"
      ),
      (
        "a: [1,\nb: 2\n<<<<<<< HEAD\nc: 3\n=======\n>>>>>>> topic\n", 3, 1,
        "a merge left both sides of a conflict here"
      ),
      ("a: {units: 8 kernel: 3}\n", 1, 14, "a ',' is missing before 'kernel'"),
      (
        "a: {grid: digit count: 8}\n", 1, 17,
        "a ',' is missing before 'count', or the quotes around a text that holds ': '"
      ),
      ("a: {s: [0, 1] h: 2}\n", 1, 15, "a ',' is missing before 'h'"),
      ("a: {s: \"x\" h: 2}\n", 1, 12, "a ',' is missing before 'h'"),
      ("a: 'it's mine'\nb: 1\n", 1, 8, "within single quotes write '' for one"),
      ("a: \"x \"y\" z\"\nb: 1\n", 1, 8, "within double quotes write \\\" for one"),
      ("a: \"C:\\Users\"\n", 1, 9, "write '\\\\' for a backslash, or use single quotes"),
      ("l:\n  - a: 1\n  – b: 2\n  - c\n", 3, 3, "begins with '-'; this is '–'"),
      (
        "train:\n   epochs: 3\n  size: 4\n  c: 5\n", 2, 4,
        "this line is indented by 3 blanks, and line 3 by 2"
      ),
      (
        "train:\n  epochs: 3\n   size: 4\n  c: 5\n", 3, 4,
        "this line is indented by 3 blanks, and line 2 by 2"
      ),
      (
        "train:\n epochs: 3\n  size: 4\n  c: 5\n", 2, 2,
        "this line is indented by 1 blank, and line 3 by 2"
      ),
      (
        "n:\n  a:\n    b: 1\n    c: 2\n   d:\n    b: 1\n", 5, 4,
        "this line is indented by 3 blanks, and line 2 by 2"
      ),
      ("n:\n  a: Net\n    b: 1\n    c: 2\n", 2, 3, "a value stands behind this key, and line 3"),
      ("a: 1\n   b: 2\nc: 3\n", 2, 4, "this line is indented by 3 blanks, and line 1 by 0"),
      (
        "train:\n\u{A0}\u{A0}epochs: 3\n  size: 4\n", 2, 1,
        "this only looks like a blank: it is '\\u{A0}'; write a plain one in its place"
      ),
      ("train:\n  epochs:\u{A0}3\n  size: 4\n", 2, 10, "this only looks like a blank"),
      ("a:\n  - b\n  -\u{3000}c: 1\n  - d\n", 3, 4, "this only looks like a blank"),
      (
        "l:\n  - a: 1\n   - b: 2\n  - c: 3\n", 3, 4,
        "this line is indented by 3 blanks, and line 2 by 2"
      ),
      ("l:\n  - a: {b: 1}\n  flatten\n  - c\n", 3, 3, "the '- ' before this item of a list"),
      ("a: 1\nb:2\nc: 3\n", 2, 1, "a blank is missing after 'b:'"),
      ("a: 1\r\nb:2\r\nc: 3\r\n", 2, 1, "a blank is missing after 'b:'"),
      (
        "l:\r\n  - a: {b: 1}\r\n  flatten\r\n  - c\r\n", 3, 3,
        "the '- ' before this item of a list"
      ),
      ("l:\n  - a: {b: 1}\n  c: {d: 1}\n  - e\n", 3, 3, "the '- ' before this item of a list"),
      (
        "l:\n  - a: {b: 1}\n    flatten\n  - c\n", 3, 5,
        "or the '- ' before it where it is an item of the list"
      ),
      (
        """
        etch: 1
        name: it
        about: a network that draws
          digits, as follows: first it
          learns them all, then
          it draws some, and
          ends
        """, 4, 21, "a ':' may not stand here; quote text that holds ': '"
      ),
      (
        "a: 1\nabout: it draws\n  digits, then it\n  learns: them\n", 4, 9,
        "a ':' may not stand here; quote text that holds ': '"
      ),
    ] as [(String, Int, Int, String)])
  func slips(_ text: String, _ line: Int, _ column: Int, _ told: String) throws {
    let problem = try #require(Self.read(text).diagnostics.diagnostics.first)
    #expect(problem.message.contains(told), "\(problem.message)")
    #expect(problem.range?.line == line && problem.range?.column == column)
  }

  @Test("A cut expression is one diagnostic, and is put together again")
  func cut() throws {
    let (node, list) = Self.read("{a: kl(x, y, reduction=mean), b: 2}")
    #expect(
      list.diagnostics.map(\.message) == [
        "YAML cut this expression at the comma; quote it or give it its own line"
      ])
    #expect(list.diagnostics.first?.range?.text == "kl(x, y, reduction=mean)")
    #expect(
      list.diagnostics.flatMap(\.notes).map(\.message) == ["write \"kl(x, y, reduction=mean)\""])
    #expect(Self.sketch(try #require(node)) == "{a: \"kl(x, y, reduction=mean)\", b: 2.0}")
  }

  @Test("A key that was cut is one diagnostic, and has its value again")
  func cutKey() throws {
    let (node, list) = Self.read("{f(a, b, c): kl(a, b), g(x): 2, h(y}")
    #expect(
      list.diagnostics.flatMap(\.notes).map(\.message) == [
        "write \"f(a, b, c)\"", "write \"kl(a, b)\"",
      ])
    #expect(list.diagnostics.first?.range?.text == "f(a, b, c)")
    let sketch = Self.sketch(try #require(node))
    #expect(sketch.hasPrefix("{f(a, b, c): \"kl(a, b)\", g(x): 2.0, h(y: "), "\(sketch)")
  }

  @Test(
    "An expression that a bracket cut is told as that, with the whole of how it is written",
    arguments: [
      ("grid: [pet, decoder(normal([7]))]", "decoder(normal([7]))"),
      ("{value: sum(x * [1]) / sum(ones([2])), count: 3}", "sum(x * [1]) / sum(ones([2]))"),
      ("{value: mean(x[0]) + 1 }  # a part", "mean(x[0]) + 1"),
    ])
  func cutAtBracket(_ text: String, _ written: String) {
    let (_, list) = Self.read(text)
    #expect(
      list.diagnostics.map(\.message) == [
        "YAML cut this expression at the bracket; quote it or give it its own line"
      ])
    #expect(list.diagnostics.flatMap(\.notes).map(\.message) == ["write \"\(written)\""])
  }

  @Test(
    "An expression that a decimal comma cut is told once, with the point that is written here",
    arguments: [
      (
        "{minimize: rec + 0,5 * div, b: 2}", "rec + 0.5 * div",
        "{minimize: \"rec + 0.5 * div\", b: 2.0}"
      ),
      ("{m: 0,5 * a + 0,25 * b}", "0.5 * a + 0.25 * b", "{m: \"0.5 * a + 0.25 * b\"}"),
      ("{m: a + 0,5 * kl(x, y)}", "\"a + 0.5 * kl(x, y)\"", "{m: \"a + 0.5 * kl(x, y)\"}"),
      ("{rate: 1,5e-3}", "1.5e-3", "{rate: 0.0015}"),
    ])
  func decimalComma(_ text: String, _ written: String, _ read: String) throws {
    let (node, list) = Self.read(text)
    #expect(
      list.diagnostics.map(\.message) == [
        "YAML cut this expression at the comma; the decimal sign is a point, as in 0.5"
      ])
    #expect(list.diagnostics.flatMap(\.notes).map(\.message) == ["write \(written)"])
    #expect(Self.sketch(try #require(node)) == read)
  }

  @Test(
    "Numbers that may be a list, and names that end in digits, are cut by no decimal comma",
    arguments: ["{size: 3,3}", "{scale: -1,1}", "{a: 1,2,3}", "{update: net1,2d}", "{a: x, 5 * b}"])
  func listComma(_ text: String) {
    #expect(Self.read(text).diagnostics.diagnostics.isEmpty)
  }

  @Test("Numbers as Python writes them are no cut expression")
  func tuple() throws {
    let (node, list) = Self.read("{a: (3, -3.5), b: [(1,2), x]}")
    #expect(list.diagnostics.isEmpty)
    #expect(Self.sketch(try #require(node)) == "{a: \"(3, -3.5)\", b: [\"(1,2)\", \"x\"]}")
    #expect(Self.read("{a: (3, b)}").1.diagnostics.count == 1)
  }

  @Test(
    "Every value and key knows its place in UTF-8 offsets",
    arguments: [
      ("a: bc", "a", "bc"), ("a:   'b c'  # d", "a", "'b c'"), ("é: \"日\"", "é", "\"日\""),
      ("a: &x bc", "a", "bc"), ("a: [1, 2]", "a", "[1, 2]"), ("a: {b: c}\n", "a", "{b: c}"),
      ("a:\n  - b\n  - c\n\nd: 1", "a", "- b\n  - c"), ("a:\n  b: c\n\n", "a", "b: c"),
      ("a: |\n  text\n\n\nb: 1", "a", "|\n  text"), ("日本語: 日本語 é # é", "日本語", "日本語 é"),
      ("\u{1F600}: \u{1F600}x", "\u{1F600}", "\u{1F600}x"), ("a: b\r\nc: d\r\n", "a", "b"),
    ])
  func places(_ text: String, _ key: String, _ value: String) throws {
    let padded = String(repeating: "# é日\n", count: 40) + text
    for text in [text, padded] {
      let (node, list) = Self.read(text)
      #expect(list.diagnostics.isEmpty)
      guard case .map(let pairs) = try #require(node).content else {
        Issue.record("no map")
        return
      }
      #expect(pairs.first?.keyRange.text == key)
      #expect(pairs.first?.value.range.text == value)
    }
  }

  @Test("A document may be read from the middle of a text")
  func middle() throws {
    let file = SourceFile(name: "command line", text: "é.a=[日, b]")
    var list = DiagnosticList()
    let node = YAMLReader.read(file, from: 5, diagnostics: &list)
    #expect(list.diagnostics.isEmpty)
    guard case .list(let items)? = node?.content else {
      Issue.record("no list")
      return
    }
    #expect(items.map(\.range.text) == ["日", "b"])
  }

  @Test("Aliases are copies with the place of what they copy")
  func aliases() throws {
    let (node, list) = Self.read("a: &x {b: 1}\nc: [*x, *x]")
    #expect(list.diagnostics.isEmpty)
    #expect(Self.sketch(try #require(node)) == "{a: {b: 1.0}, c: [{b: 1.0}, {b: 1.0}]}")
  }
}
