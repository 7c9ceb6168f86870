import Diagnostics
import Testing

@testable import YAML

/// Files that want to exhaust time, memory or the stack: each is refused or read within a bound.
@Suite("Hostile files")
struct HostileTests {
  static let files: [(String, String)] = {
    func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    let most = SourceFile.mostBytes
    let names = "abcdefghijklmnop".map { String($0) }
    let bomb = zip(names, names.dropFirst()).map {
      "\($1): &\($1) [\(times("*\($0), ", 9))*\($0)]\n"
    }
    return [
      ("alias bomb", "a: &a x\n" + bomb.joined()), ("open lists", times("[", most)),
      ("open maps", times("{", most)), ("nested maps", times("{a: ", most / 4)),
      ("dashes", times("- ", most / 2)), ("question marks", times("? ", most / 2)),
      ("open calls", "[" + times("f(, ", most / 4 - 2) + "]"),
      ("open calls as keys", "{" + times("f(, ", most / 4 - 2) + "}"),
      ("repeated keys", times("a: 1\n", most / 5)), ("one long word", times("a", most)),
      ("one long quote", "\"" + times("a", most - 2) + "\""),
      ("blank lines", "a: |\n" + times("\n", most - 5)),
      ("wide characters", "[" + times("日, ", most / 5 - 2) + "]"),
      ("anchors", times("- &a b\n", most / 7)),
      ("aliases", "a: &a b\nc: [" + times("*a, ", most / 4 - 8) + "]"),
      ("comments", times("#\n", most / 2)),
      ("digits", times("9", most)), ("colons", times(":", most)),
      ("tags", times("- !a b\n", most / 7)),
      ("deep blocks", (0..<1000).map { times(" ", $0) + "a:\n" }.joined()),
    ]
  }()

  @Test("Each is read or refused within a bound", arguments: files.map(\.0))
  func bounded(_ name: String) throws {
    let text = try #require(Self.files.first { $0.0 == name }).1
    var list = DiagnosticList()
    let time = ContinuousClock().measure {
      _ = YAMLReader.read(SourceFile(name: "a.yaml", text: text), diagnostics: &list)
      _ = list.printed()
    }
    #expect(time < .seconds(60), "\(name) took \(time)")
    let formatting = ContinuousClock().measure {
      _ = try? SourceFile(name: "a.yaml", text: text).formatted()
    }
    #expect(formatting < .seconds(60), "formatting \(name) took \(formatting)")
  }

  @Test("A text that is larger than a file may be is refused, wherever it is from")
  func tooLarge() {
    let text = "a: 1\n#" + String(repeating: "b", count: SourceFile.mostBytes - 6)
    var list = DiagnosticList()
    #expect(YAMLReader.read(SourceFile(name: "a", text: text), diagnostics: &list) != nil)
    #expect(list.diagnostics.isEmpty)
    #expect(YAMLReader.read(SourceFile(name: "a", text: text + "b"), diagnostics: &list) == nil)
    #expect(
      list.diagnostics.map(\.message) == [
        "'a' is too large (1048577 bytes); an experiment has at most 1048576"
      ])
  }

  @Test("No bytes make the reader trap, and every place lies in the file")
  func randomBytes() throws {
    let seeds = [
      "a: {b: kl(x, y), c: [1, 2e-4, 'q', \"r\\n\"]}\n# c\nd: &x\n  - |\n    text\n  - *x\né: 日本\n",
      "train:\n  step:\n    - G: {minimize: a + b}\n      F: !t {minimize: \"c\"}\n--- \n<<: *a\n? b\n: c\n",
    ].map { Array($0.utf8) }
    let alphabet = Array("{}[],:-#&*!|>'\"%@`? \n\t\\ab1.e~<é日\u{0}\u{7}$()".utf8) + [0xFF, 0xC3]
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for round in 0..<4000 {
      var bytes = seeds[round % 2]
      if round % 3 == 0 { bytes = (0..<random(60)).map { _ in alphabet[random(alphabet.count)] } }
      for _ in 0..<random(6) where !bytes.isEmpty {
        let place = random(bytes.count)
        switch random(3) {
        case 0: bytes[place] = alphabet[random(alphabet.count)]
        case 1: bytes.remove(at: place)
        default: bytes.insert(alphabet[random(alphabet.count)], at: place)
        }
      }
      var list = DiagnosticList()
      guard let file = try? SourceFile(name: "a.yaml", bytes: bytes) else { continue }
      let node = YAMLReader.read(file, diagnostics: &list)
      #expect(node != nil || list.hasErrors)
      if let node { check(node, file) }
      for diagnostic in list.diagnostics {
        #expect((diagnostic.range?.end ?? 0) <= file.text.utf8.count)
      }
      _ = list.printed()
    }
  }

  private func check(_ node: YAMLNode, _ file: SourceFile) {
    #expect(node.range.end <= file.text.utf8.count)
    switch node.content {
    case .null, .boolean, .number, .text: break
    case .list(let items): for item in items { check(item, file) }
    case .map(let pairs): for pair in pairs { check(pair.value, file) }
    }
  }
}
