import Testing

@testable import Compiler

@Suite struct CWriterTests {
  /// Two loops, one in the other.
  private static func nest(_ outer: String, _ inner: String, step: Int = 1) -> String {
    var writer = CWriter()
    writer.openLoop("i", "0", outer)
    writer.open()
    writer.loop("j", to: inner, step: step == 1 ? nil : "\(step)", independent: true) {
      $0.line("x[j] = 0.0f;")
    }
    writer.close()
    writer.close()
    return writer.text
  }

  @Test(
    "a loop around another is left a loop where they have many steps",
    arguments: [
      ("more than a vector has numbers", "1", "17", 1, true),
      ("as many", "4", "4", 1, false), ("fewer", "3", "5", 1, false),
      ("many steps of few", "32", "6", 1, true), ("few steps of many", "2", "15", 1, true),
      ("as many numbers in longer steps", "3", "64", 16, false),
      ("a number of steps that data say", "3", "end", 1, true),
      ("one step of many", "1", "64", 1, true),
    ])
  func rolled(name: String, outer: String, inner: String, step: Int, isRolled: Bool) {
    let text = Self.nest(outer, inner, step: step)
    #expect(text.hasPrefix(isRolled ? "ETCH_ROLLED\nfor (int64_t i = 0;" : "for (int64_t i = 0;"))
    #expect(text.contains("    ETCH_INDEPENDENT\n    for (int64_t j = 0;"))
  }

  @Test("without its marks a text is as it was")
  func unmarked() {
    let text = Self.nest("3", "16")
    #expect(CWriter.unmarked(text) == text.replacing("ETCH_ROLLED\n", with: ""))
    #expect(CWriter.unmarked("a;\n\nb;\n") == "a;\n\nb;\n")
  }

  @Test(
    "a loop that copies is left a loop where it has many steps",
    arguments: [
      ("17", true, true), ("16", true, false), ("end", true, true), ("17", false, false),
    ])
  func copies(steps: String, copies: Bool, isRolled: Bool) {
    var writer = CWriter()
    writer.openLoop("i", "0", steps, copies: copies)
    writer.line("to[i] = from[i];")
    writer.close()
    #expect(writer.text.contains("ETCH_ROLLED") == isRolled)
  }

  @Test("the steps of loops in each other are multiplied, those of loops side by side are not")
  func steps() {
    func text(_ body: (inout CWriter) -> Void) -> [Substring] {
      var writer = CWriter()
      writer.loop("i", to: "2", body)
      return writer.text.split(separator: "\n")
    }
    let nested = text { $0.loop("j", to: "4") { $0.loop("k", to: "4") { $0.line("f();") } } }
    #expect(nested.filter { $0.contains("ETCH_ROLLED") } == ["ETCH_ROLLED"])
    #expect(nested.first == "ETCH_ROLLED")
    let beside = text { writer in
      writer.loop("j", to: "8") { $0.line("f();") }
      writer.loop("k", to: "8") { $0.line("g();") }
    }
    #expect(!beside.contains("ETCH_ROLLED"))
  }
}
