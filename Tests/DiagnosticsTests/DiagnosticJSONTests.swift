import Testing

@testable import Diagnostics

@Suite("Diagnostics for programs")
struct DiagnosticJSONTests {
  @Test(
    "What to do stands behind the first semicolon outside of quotes and brackets",
    arguments: [
      ("unknown key 'unit'; did you mean 'units'?", "did you mean 'units'?"),
      ("no semicolon here", nil), ("'a; b' is no name", nil), ("ends with;", nil),
      ("the network's file has no 'x'; name one", "name one"),
      ("f(a; b) is none; write f(a, b)", "write f(a, b)"),
      ("it is 3; take 4; or 5", "take 4; or 5"), (") ; ]", nil),
    ] as [(String, String?)])
  func advice(_ message: String, _ advice: String?) {
    #expect(Diagnostic.advice(in: message) == advice)
  }

  @Test("Places are in characters, and what follows a range has one too")
  func places() {
    let file = SourceFile(name: "a.yaml", text: "x: 1\nä: \"ö\"\nz: 2\n")
    let range = SourceRange(file: file, start: 9, end: 13)
    let note = Diagnostic.Note("it begins here", at: SourceRange(file: file, start: 0, end: 14))
    let list = DiagnosticList([
      Diagnostic("wrong", at: nil), Diagnostic("a \"word\"", at: range, notes: [note]),
    ])
    #expect(
      list.jsonLines(about: "b.yaml") == """
        {"severity":"error","code":null,"message":"a \\"word\\"","file":"a.yaml","line":2,"column":4,\
        "end":{"line":2,"column":7},"notes":[{"message":"it begins here","file":"a.yaml","line":1,"column":1,\
        "end":{"line":3,"column":1}}],"help":null}
        {"severity":"error","code":null,"message":"wrong","file":"b.yaml","line":null,"column":null,\
        "end":null,"notes":[],"help":null}

        """)
  }
}
