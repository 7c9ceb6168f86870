import Diagnostics
import Experiment
import Testing

@testable import Commands

@Suite("Experiments of earlier versions")
struct OldSettingTests {
  @Test(
    "A setting that is refused now is told with the version that took it",
    arguments: [("0.0.1", true), (nil, false)] as [(String?, Bool)])
  func refused(version: String?, isTold: Bool) throws {
    let found = #expect(throws: DiagnosticList.self) {
      _ = try SampleRenderer.telling(version: version) {
        try LoadedExperiment(
          text: "etch: 1\nname: it\nnothing: 1\n", name: "it.yaml", overrides: [],
          dataFolder: "data")
      }
    }
    let notes = (found?.diagnostics ?? []).flatMap(\.notes).map(\.message)
    #expect(notes.contains { $0.hasPrefix("the run is of etch 0.0.1, which took this") } == isTold)
  }
}
