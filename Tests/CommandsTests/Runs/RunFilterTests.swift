import Diagnostics
import Testing

@testable import Commands

@Suite("The conditions of etch runs")
struct RunFilterTests {
  @Test("without a relation are none", arguments: ["seed", "=3"])
  func noCondition(text: String) {
    #expect(throws: Diagnostic.self) { try RunFilter(text) }
  }

  @Test(
    "that no run can meet are told",
    arguments: [
      ("status=finishd", "no run has the status 'finishd'; did you mean 'finished'?"),
      ("status==finishd", "no run has the status 'finishd'; did you mean 'finished'?"),
      ("error<low", "'error' is a number, and 'low' is none"),
      ("eror<1", "no run has 'eror'; did you mean 'error'?"),
    ])
  func impossible(text: String, told: String) throws {
    let folder = try RunsFolder()
    try RunIndexTests.make(folder.path, number: 1)
    let runs = try RunIndex([folder.path]).runs
    let filter = try RunFilter(text)
    let wrong = #expect(throws: Diagnostic.self) { try filter.resolved(among: runs) }
    #expect(wrong?.message == told)
  }
}
