import Testing

@testable import Commands

@Suite("etch fetch --check")
struct FetchCheckTests {
  @Test("Where nothing was ever fetched, that is said")
  func nothing() throws {
    let folder = try RunsFolder()
    let end = try EtchProgram(["fetch", "--check"], limits: "cd '\(folder.path)'")
    #expect(end.status == 0 && end.output == "")
    #expect(
      end.errors == "nothing that 'etch fetch --list' lists is in 'data' or 'weights'\n",
      "\(end.errors)")
  }
}
