import Testing

@testable import YAML

@Suite("Unified diffs of formatted texts")
struct UnifiedDiffTests {
  @Test("Nothing differs")
  func same() {
    #expect(UnifiedDiff(name: "a.yaml", from: "a: 1\n", to: "a: 1\n").text == "")
    #expect(UnifiedDiff(name: "a.yaml", from: "", to: "").text == "")
  }

  @Test("Changed lines stand in hunks with three lines around them")
  func hunks() throws {
    let old = "a:   1\nb: 2\nc: 3\n\n\n" + (0..<9).map { "d\($0): 0\n" }.joined() + "e: 4  "
    let new = try FormattingTests.formatted(old)
    #expect(
      UnifiedDiff(name: "x/a.yaml", from: old, to: new).text == """
        --- x/a.yaml
        +++ x/a.yaml
        @@ -1,8 +1,7 @@
        -a:   1
        +a: 1
         b: 2
         c: 3
         
        -
         d0: 0
         d1: 0
         d2: 0
        @@ -12,4 +11,4 @@
         d6: 0
         d7: 0
         d8: 0
        -e: 4  
        \\ No newline at end of file
        +e: 4

        """)
  }

  @Test("Applied to the old text, it makes the new one")
  func applied() throws {
    for seed in 0..<300 {
      var random = MadeNumbers(seed: UInt64(seed) + 30_000)
      let tree = MadeYAML.tree(&random)
      var style = MadeYAML.Style.any(&random)
      style.hasBlankLines = true
      var old = MadeYAML(tree, style, comments: .everywhere, seed: UInt64(seed)).text
      if seed % 3 == 0 { old = old.replacing("\n", with: "\r\n") }
      if seed % 7 == 0 { old = "\n\n" + old.replacing("\n", with: "\r") }
      let new = try FormattingTests.formatted(old)
      #expect(Self.apply(UnifiedDiff(name: "a", from: old, to: new).text, to: old) == new)
    }
  }

  /// As `patch` does it.
  private static func apply(_ difference: String, to old: String) -> String {
    func lines(_ text: String) -> [String] {
      text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String($0) ?? "" }
    }
    let before = lines(old)
    var after: [String] = []
    var position = 0
    for line in lines(difference).dropFirst(2).dropLast() {
      switch line.utf8.first {
      case UInt8(ascii: "@"):
        let numbers = line.split { !$0.isNumber }.compactMap { Int($0) }
        let start = numbers[1] == 0 ? numbers[0] : numbers[0] - 1
        after += before[position..<start]
        position = start
      case UInt8(ascii: " "):
        #expect(before[position] == String(line.utf8.dropFirst()))
        after.append(before[position])
        position += 1
      case UInt8(ascii: "-"):
        #expect(before[position] == String(line.utf8.dropFirst()))
        position += 1
      case UInt8(ascii: "+"): after.append(String(line.utf8.dropFirst()) ?? "")
      default: break
      }
    }
    after += before[position...]
    let text = after.joined(separator: "\n")
    return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
  }
}
