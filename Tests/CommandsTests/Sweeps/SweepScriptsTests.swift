import Diagnostics
import Testing

@testable import Commands

@Suite("What a sweep's scripts are made of")
struct SweepScriptsTests {
  @Test(
    "A path with the end of a line is no target of make", arguments: ["a\nb", "a\r\nb", "a\rb"])
  func targets(_ out: String) throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("seeds: 2\n", in: folder.path)
    let scripts = SweepScripts(plan, out: out, arguments: [])
    let told = #expect(throws: Diagnostic.self) { try scripts.makefile(sources: []) }
    #expect(told?.message.hasPrefix("make cannot name 'a\\nb/") == true, "\(told?.message ?? "")")
  }
}
