import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What stands beside a run's log: figures that were evaluated later, and digests of its states.
@Suite("Lost evaluations and digests", .serialized)
struct LostFiguresTests {
  private static let ecg = QuickExperiment(
    name: "ecg_anomaly",
    overrides: QuickExperiment.representatives[0].overrides + [
      "outputs.plots=null", "outputs.checkpoints={every: 1 epoch, keep: 3}",
    ])
  private static let late = ["metrics.spread=std(error)"]

  private func diagnostic(_ body: () throws -> some Any) -> Diagnostic? {
    #expect(throws: Diagnostic.self) { _ = try body() }
  }

  @Test("evaluations of a finished run that are gone are made again, to the byte")
  func gone() throws {
    let out = try RunsFolder()
    try Self.ecg.run(in: out.path)
    let folder = try Self.ecg.run(in: out.path, more: Self.late).run.folder
    let lines = try InputFile.contents(of: folder.evaluations)
    #expect(try MetricsLog.read(folder.evaluations).count == 3)
    #expect(try Self.ecg.run(in: out.path, more: Self.late).ending == .alreadyFinished)
    try FileManager.default.removeItem(atPath: folder.evaluations)
    let listener = Listener()
    let again = try Self.ecg.run(in: out.path, more: Self.late, observer: listener)
    #expect(again.ending == .finished && listener.steps == 0)
    #expect(try InputFile.contents(of: folder.evaluations) == lines)
    // Some of them: what is missing is made, and what is there stays.
    try AtomicFile.write(Array(lines.prefix { $0 != 10 }) + [10], to: folder.evaluations)
    #expect(try Self.ecg.run(in: out.path, more: Self.late).ending == .finished)
    #expect(try InputFile.contents(of: folder.evaluations) == lines)
    #expect(try Self.ecg.run(in: out.path, more: Self.late).ending == .alreadyFinished)
    // Without the metric nothing is asked of them.
    try FileManager.default.removeItem(atPath: folder.evaluations)
    try Self.ecg.run(in: out.path)
    #expect(try Self.ecg.run(in: out.path).ending == .alreadyFinished)
    #expect(!Folder.exists(folder.evaluations))
  }

  @Test("evaluations that are damaged are refused, and nothing is written over", arguments: [0, 1])
  func damaged(late: Int) throws {
    let out = try RunsFolder()
    try Self.ecg.run(in: out.path)
    let more = late == 1 ? Self.late : []
    let folder = try Self.ecg.run(in: out.path, more: more).run.folder
    let damage = Array("{\"step\":4,\"spread\":0.1\n".utf8)
    try AtomicFile.write(damage, to: folder.evaluations)
    let record = try InputFile.contents(of: folder.record)
    let problem = diagnostic { try Self.ecg.run(in: out.path, more: more) }
    #expect(problem?.fault == .input && problem?.message.contains(folder.evaluations) == true)
    #expect(problem?.notes.first?.message.hasPrefix("remove it") == true)
    #expect(try InputFile.contents(of: folder.evaluations) == damage)
    #expect(try InputFile.contents(of: folder.record) == record)
  }

  @Test("a run that is stopped where it stood leaves its checkpoint, which tells its figures")
  func unmoved() throws {
    let out = try RunsFolder()
    let (before, now) = (["metrics.spread=std(error)"], ["metrics.spread=mean(error)"])
    let folder = try Self.ecg.run(in: out.path, more: before, steps: 2).run.folder
    let file = try #require(folder.checkpointFiles().last?.path)
    let bytes = try InputFile.contents(of: file)
    #expect(try Self.ecg.run(in: out.path, more: now, steps: 2).ending == .stopped)
    #expect(try InputFile.contents(of: file) == bytes)
    #expect(try Self.ecg.run(in: out.path, more: now).ending == .finished)
    // What is shown again for another metric has the figure by what it says now.
    try Self.ecg.run(in: out.path, more: now + ["metrics.top=max(error)"])
    let first = try #require(try MetricsLog.read(folder.evaluations).first)
    #expect(first["step"] == .integer(2) && first["top"] != nil)
    #expect(first["spread"] != nil)
  }

  @Test("digests that are damaged are written anew from where the run goes on")
  func digests() throws {
    let out = try RunsFolder()
    let whole = try Self.ecg.run(in: out.path + "/whole").run.folder
    let steps = try StateDigests.read(whole.digests).map(\.step)
    #expect(steps.count >= 2)
    let first = try Self.ecg.run(in: out.path, steps: steps[0] + 1).run.folder
    #expect(try StateDigests.read(first.digests).map(\.step) == Array(steps.prefix(1)))
    try TextFile.write("{\"step\":1\n", to: first.digests)
    let problem = diagnostic { try StateDigests.read(first.digests) }
    #expect(problem?.message.contains(first.digests) == true)
    #expect(try Self.ecg.run(in: out.path).ending == .finished)
    #expect(try StateDigests.read(first.digests).map(\.step) == Array(steps.dropFirst()))
  }
}
