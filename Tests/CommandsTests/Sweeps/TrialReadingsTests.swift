import Artifacts
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("What the folders of a sweep's trials say")
struct TrialReadingsTests {
  private static let sweep = """
    grid: {params.width: [2, 4]}
    objective: {minimize: error}

    """

  @Test("The log of a trial that is done is read once, that of another one when it is done")
  func once() throws {
    let folder = try RunsFolder()
    let out = folder.path
    let plan = try SweepSupport.plan(Self.sweep, in: out)
    let readings = TrialReadings(plan, in: out)
    func means() -> [Double?] {
      SweepTable(plan, in: out, readings: readings).rows.map { $0.statistics("error")?.mean }
    }
    try plan.trials[0].finish([0.5], in: out)
    try plan.trials[1].finish([0.9], in: out, status: .interrupted)
    #expect(means() == [0.5, nil])
    try FileManager.default.removeItem(atPath: plan.trials[0].folder(in: out).path)
    try plan.trials[1].finish([0.9, 0.25], in: out)
    #expect(means() == [0.5, 0.25])
    #expect(readings.state(of: plan.trials[0]) == .finished)
    #expect(TrialReadings(plan, in: out).state(of: plan.trials[0]) == .waiting)
  }

  @Test("A log that cannot be read is looked at again")
  func unreadable() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(Self.sweep, in: folder.path)
    let readings = TrialReadings(plan, in: folder.path)
    let trial = plan.trials[0]
    try trial.finish([0.5], in: folder.path)
    let log = trial.folder(in: folder.path).metrics
    try FileManager.default.removeItem(atPath: log)
    try Folder.create(log)
    #expect(readings.log(of: trial)?.names == nil)
    try FileManager.default.removeItem(atPath: log)
    try trial.finish([0.5], in: folder.path)
    #expect(readings.log(of: trial)?["error"]?.last == 0.5)
  }

  @Test("What a trial had at a mark that it has come to is read once")
  func marks() throws {
    let folder = try RunsFolder()
    let out = folder.path
    let plan = try SweepSupport.plan(Self.sweep + "halving: {at: [2 epochs]}\n", in: out)
    let readings = TrialReadings(plan, in: out)
    let mark = try #require(plan.definition.halving?.marks.first)
    let objective = try #require(plan.definition.objective)
    let trial = plan.trials[0]
    func figure() -> MarkFigure { readings.figure(of: trial, at: mark, objective) }
    try trial.finish([0.5], in: out, status: .interrupted)
    #expect(!figure().isReached)
    try trial.finish([0.5, 0.4, 0.3], in: out, status: .interrupted)
    #expect(figure().isReached && figure().value == 0.4)
    try FileManager.default.removeItem(atPath: trial.folder(in: out).path)
    #expect(figure().isReached && figure().value == 0.4)
  }
}
