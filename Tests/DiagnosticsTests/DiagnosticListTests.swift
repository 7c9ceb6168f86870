import Testing

@testable import Diagnostics

@Suite("A list of diagnostics")
struct DiagnosticListTests {
  @Test("It is printed by file and place, each once, with a summary")
  func order() {
    let a = SourceFile(name: "a", text: "1\n2\n3\n")
    let b = SourceFile(name: "b", text: "1\n")
    func range(_ file: SourceFile, _ start: Int) -> SourceRange {
      SourceRange(file: file, start: start, end: start + 1)
    }
    var list = DiagnosticList()
    list.add(Diagnostic("nowhere", at: nil))
    list.add(Diagnostic("in b", at: range(b, 0)))
    list.add(Diagnostic("third", at: range(a, 4)))
    list.add(Diagnostic(.unused, "first", at: range(a, 0)))
    list.add(Diagnostic("third", at: range(a, 4)))
    #expect(
      list.printed() == """
        a:1:1: warning: first [unused]
        1
        ^
        a:3:1: error: third
        3
        ^
        b:1:1: error: in b
        1
        ^
        error: nowhere
        3 errors, 1 warning

        """)
    #expect(list.hasErrors)
    #expect(DiagnosticList().printed() == "")
  }

  @Test("A thousand are counted, a hundred printed")
  func many() {
    let list = DiagnosticList((0..<1000).map { Diagnostic("error \($0)", at: nil) })
    let lines = list.printed().split(separator: "\n")
    #expect(lines.count == 102)
    #expect(lines.suffix(2) == ["… and 900 more", "1000 errors"])
  }

  @Test("What a body throws is collected")
  func collecting() throws {
    var list = DiagnosticList()
    let nothing: Int? = try list.collect { throw Diagnostic("one", at: nil) }
    let none: Int? = try list.collect {
      throw DiagnosticList([Diagnostic(.unused, "two", at: nil)])
    }
    #expect(nothing == nil && none == nil)
    #expect(list.collect { 3 } == 3)
    #expect(list.diagnostics.map(\.message) == ["one", "two"])
    #expect(throws: DiagnosticList.self) { try list.throwIfErrors() }
    #expect(throws: CancellationError.self) { try list.collect { throw CancellationError() } }
  }

  @Test("What is found again is told once: a note by its words, anything else by words and place")
  func once() {
    let text = SourceFile(name: "a.yaml", text: "one\ntwo\n")
    let again = SourceFile(name: "a.yaml", text: "one\ntwo\n")
    func range(_ file: SourceFile, _ line: Int) -> SourceRange {
      SourceRange(file: file, start: 4 * (line - 1), end: 4 * line - 1)
    }
    let list = DiagnosticList([
      .note("it is so", at: range(text, 1)), Diagnostic("wrong", at: range(text, 1)),
      .note("it is so", at: range(text, 2)), Diagnostic("wrong", at: range(again, 1)),
      Diagnostic("wrong", at: range(text, 2)),
    ])
    #expect(
      list.withoutRepeats.diagnostics.map { "\($0.message) \($0.range?.place ?? "")" }
        == ["it is so a.yaml:1:1", "wrong a.yaml:1:1", "it is so a.yaml:2:1", "wrong a.yaml:2:1"])
    #expect(list.withNotesOnce.diagnostics.count == 4)
  }
}
