import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

/// A run's folder that is removed, moved or replaced while the run writes it.
@Suite("A run's folder that goes while it is written")
struct LostFolderTests {
  private static let ecg = QuickExperiment(
    name: "ecg_anomaly",
    overrides: QuickExperiment.representatives[0].overrides + [
      "outputs.plots=null", "outputs.checkpoints={every: 1 epoch, keep: 9}",
    ])

  @Test(
    "ends the run before its next checkpoint, and nothing of it is written in another's folder",
    arguments: ["removed", "moved", "replaced"], [1, 2])
  func gone(how: String, epochs: Int) throws {
    let out = try RunsFolder()
    let whole = try Self.ecg.run(in: out.path + "/whole").run
    let place = whole.folder.path.replacing("/whole/", with: "/it/")
    let perEpoch = whole.stepsDone / 3
    let step = epochs * perEpoch + 1
    let listener = Listener()
    listener.afterStep = { _ in
      guard listener.steps == step else { return }
      // What is written beside training is waited for, up to a minute.
      for _ in 0..<6_000 {
        if ((try? RunFolder(place).checkpointFiles().count) ?? 0) >= epochs { break }
        usleep(10_000)
      }
      if how == "removed" {
        try? FileManager.default.removeItem(atPath: place)
      } else {
        try? FileManager.default.moveItem(atPath: place, toPath: out.path + "/elsewhere")
      }
      if how == "replaced" { try? TextFile.write("1\n", to: place + "/.lock") }
    }
    let problem = #expect(throws: Diagnostic.self) {
      _ = try Self.ecg.run(in: out.path + "/it", observer: listener)
    }
    #expect(problem?.fault == .machine && problem?.message.contains(place) == true)
    #expect(listener.steps == (epochs + 1) * perEpoch, "\(listener.steps)")
    // Neither a record nor a checkpoint stands there.
    for name in ["run.json", "done", "checkpoints", "report.html"] {
      #expect(!Folder.exists(place + "/" + name), "\(name)")
    }
    #expect(Folder.exists(place + "/.lock") == (how == "replaced"))
    guard how != "replaced" else { return }
    let again = try Self.ecg.run(in: out.path + "/it")
    #expect(again.ending == .finished)
    #expect(try RunBytes(again.run.folder) == RunBytes(whole.folder))
    guard how == "moved" else { return }
    // What was written before goes on from where it is.
    #expect(try RunFolder(out.path + "/elsewhere").checkpointFiles().count == epochs)
  }
}
