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

  @Test("A word with the end of a line is refused by every script: it would end a command")
  func lines() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("seeds: 2\n", in: folder.path)
    let scripts = SweepScripts(plan, out: "out", arguments: ["--data", "a\r\nb"])
    let makers: [() throws -> String] = [
      { try scripts.makefile(sources: []) }, { try scripts.slurm(limit: nil) },
      { try scripts.lines() },
    ]
    for maker in makers {
      let told = #expect(throws: Diagnostic.self) { _ = try maker() }
      #expect(told?.message == "a script cannot name 'a\\nb': a line ends in it")
    }
  }

  @Test(
    "Logs of Slurm's tasks stand in the folder of the sweep, however it is called",
    arguments: [
      ("out", "=out/sweeps/s/logs/%A_%a.txt\n"),
      ("o 5%", "='o 5%%/sweeps/s/logs/%A_%a.txt'\n"),
    ])
  func logs(_ out: String, _ expected: String) throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("name: s\nseeds: 2\n", in: folder.path)
    let script = try SweepScripts(plan, out: out, arguments: []).slurm(limit: nil)
    #expect(script.contains("#SBATCH --output" + expected), "\(script)")
  }
}
