import Foundation
import Testing

@testable import Diagnostics

@Suite("Warnings")
struct WarningTests {
  @Test(
    "have names of small letters and dashes, as a file writes them", arguments: Warning.allCases)
  func names(_ warning: Warning) {
    #expect(warning.rawValue.contains(/^[a-z]+(-[a-z]+)*$/))
    #expect(warning.rawValue.count <= 24)
  }

  @Test("are printed with their names, and as errors where they are made such")
  func printed() {
    let list = DiagnosticList([
      Diagnostic(.normOfOne, "nothing is left", at: nil), .note("by the way", at: nil),
    ])
    #expect(
      list.printed() == "warning: nothing is left [norm-of-one]\nnote: by the way\n1 warning\n")
    #expect(
      list.strict.printed() == "error: nothing is left [norm-of-one]\nnote: by the way\n1 error\n")
    #expect(list.strict.hasErrors && !list.hasErrors)
  }

  @Test("that are allowed are left out; errors and others stay")
  func allowed() {
    let list = DiagnosticList([
      Diagnostic(.normOfOne, "a", at: nil), Diagnostic(.unused, "b", at: nil),
      Diagnostic("c", at: nil), Diagnostic(.unused, "d", at: nil).strict,
    ])
    let allowed = AllowedWarnings([.unused, .machine])
    #expect(list.allowing(allowed).diagnostics.map(\.message) == ["a", "c", "d"])
    #expect(list.allowing(AllowedWarnings()).diagnostics.count == 4)
  }

  @Test("A message of a megabyte is cut, in its note and place too")
  func cut() {
    let long = String(repeating: "é", count: 1 << 20)
    let file = SourceFile(name: long, text: "one\n")
    let range = SourceRange(file: file, start: 0, end: 3)
    let printed = CaretPrinter().print(
      Diagnostic("begin \(long) end", at: range, notes: [.init("also \(long)")]))
    #expect(printed.count < 10_000)
    #expect(printed.contains("begin é") && printed.contains("é end") && printed.contains("also é"))
  }
}
