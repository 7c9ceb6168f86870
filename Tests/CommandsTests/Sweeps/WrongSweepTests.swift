import ExperimentTexts
import Foundation
import Testing

/// Sweeps that are wrong, each with all that is told of it before a trial runs.
@Suite("Wrong sweeps")
struct WrongSweepTests {
  static let folder = SweepSupport.folder + "/Wrong"
  static let names = yamlFiles(in: folder)

  @Test("There are at least twenty") func count() { #expect(Self.names.count >= 20) }

  @Test("Each is reported as recorded", arguments: names)
  func wrong(_ name: String) throws {
    let out = try RunsFolder()
    let end = try EtchProgram(
      ["sweep", name, "--parallel", "--out", out.path], limits: "cd '\(Self.folder)'")
    let printed = end.errors
    #expect(printed.contains("error:") || printed.contains("warning:"), "\(name)")
    #expect(end.status == (printed.contains("error:") ? 2 : 0))
    let path = "\(Self.folder)/\(name.replacing(".yaml", with: ".txt"))"
    if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
      try printed.write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    let recorded = try? String(contentsOfFile: path, encoding: .utf8)
    #expect(printed == recorded, "run the tests with ETCH_RECORD=1")
  }
}
