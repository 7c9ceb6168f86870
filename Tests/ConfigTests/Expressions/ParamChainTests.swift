import Diagnostics
import Testing
import YAML

@testable import Config

@Suite("Params that name params")
struct ParamChainTests {
  private static func scope(_ yaml: String) -> (Scope, [String]) {
    var problems = DiagnosticList()
    let node = YAMLReader.read(
      SourceFile(name: "a.yaml", text: yaml), diagnostics: &problems
    ).map { ConfigNode($0, origin: .file("a.yaml")) }
    let scope = Scope(readingParams: node, diagnostics: &problems)
    return (scope, problems.diagnostics.map(\.message))
  }

  private static func chain(_ length: Int, by link: (Int) -> String) -> String {
    "p0: 1\n" + (1..<length).map { "p\($0): \(link($0 - 1))\n" }.joined()
  }

  @Test("are no circle, however long a chain they are up to its limit", arguments: [2, 40, 400])
  func chains(length: Int) throws {
    let (sums, none) = Self.scope(Self.chain(length) { "p\($0) + 1" })
    #expect(none.isEmpty)
    #expect(try sums.constant(named: "p\(length - 1)") == .number(Double(length)))
    let (texts, noneEither) = Self.scope(Self.chain(length) { "'${p\($0)}'" })
    #expect(noneEither.isEmpty)
    #expect(try texts.constant(named: "p\(length - 1)") == .number(1))
  }

  @Test("are told of by their number beyond it, and not as a circle")
  func tooLong() {
    for link in [{ "p\($0) + 1" }, { "'${p\($0)}'" }] as [(Int) -> String] {
      let (scope, _) = Self.scope(Self.chain(2_000, by: link))
      do {
        _ = try scope.constant(named: "p1999")
        Issue.record("a chain of 2,000 params has a value")
      } catch {
        #expect(error.message.contains("stands behind a chain of more than 500 params"))
      }
    }
  }

  @Test("and are one, are told of as that")
  func circle() {
    let (_, problems) = Self.scope("a: b + 1\nb: c\nc: '${a}'\n")
    #expect(problems == ["params refer to each other in a circle: a -> b -> c -> a"])
  }

  @Test("A map for a number is told how a param changes, and a param without a value is not")
  func maps() {
    let (scope, _) = Self.scope("nothing:\nrate: {warmup: {over: 3 epochs}}\n")
    let nothing = #expect(throws: Diagnostic.self) { try scope.constant(named: "nothing") }
    #expect(nothing?.message.hasSuffix("a number is needed") == true)
    #expect(nothing?.notes.isEmpty == true)
    let rate = #expect(throws: Diagnostic.self) { try scope.constant(named: "rate") }
    #expect(rate?.notes.count == 1)
  }

  @Test(
    "A number that is nearer to zero than any other is told of",
    arguments: ["1e-400", "0.1e-999", "-1e-500", "[1, 1e-400]"])
  func tooSmall(_ number: String) {
    let (scope, _) = Self.scope("k: \(number)\n")
    #expect(throws: Diagnostic.self) { try scope.constant(named: "k") }
    let node = ConfigNode(.number(0, text: "1e-400"), range: nil, origin: .standard)
    #expect(throws: Diagnostic.self) { try ExpressionTree(node) }
    let zero = ConfigNode(.number(0, text: "0.0e5"), range: nil, origin: .standard)
    #expect(throws: Never.self) { try ExpressionTree(zero) }
  }

  @Test(
    "A tap is named by a param",
    arguments: [
      ("vgg(x).${layer}", "vgg(x).block1"), ("vgg(x).${deep}", "vgg(x).fire5.expand"),
      ("seen.${layer}.${layer}", "seen.block1.block1"),
    ])
  func taps(_ text: String, _ expected: String) throws {
    let (scope, _) = Self.scope("layer: block1\ndeep: fire5.expand\nnumber: 3\n")
    #expect(try ExpressionTree(parsing: text).bound(in: scope).description == expected)
    for wrong in ["vgg(x).${number}", "vgg(x).${nothing}", "${layer} + 1", "vgg(x).${}"] {
      #expect(throws: Diagnostic.self) { try ExpressionTree(parsing: wrong).bound(in: scope) }
    }
  }
}
