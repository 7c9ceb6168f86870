import Diagnostics
import Testing

@testable import Artifacts
@testable import Commands
@testable import Experiment

@Suite("The curves of a run as a picture")
struct CurvesPictureTests {
  @Test("It says what it is of as all pictures do, below it and in its file, and stands as SVG too")
  func label() throws {
    let out = try RunsFolder()
    let run = try QuickExperiment.representatives[0].run(in: out.path).run
    let record = try RunRecord.read(from: run.folder.record)
    let texts = try PNG.texts(of: InputFile.contents(of: run.folder.curves))
    #expect(texts.map(\.keyword) == ["Title", "Source", "Moment", "Description"])
    let identity = try #require(record.request?.identity)
    #expect(
      texts.prefix(3).map(\.text) == ["losses", "etch ecg_anomaly \(identity)", "epoch-0003"])
    let shapes = try TextFile.read(run.folder.curvesAsShapes)
    #expect(shapes.contains(">ecg_anomaly \(record.hash.prefix(8)) · epoch 3</text>"))
    #expect(shapes.contains("<desc>etch ecg_anomaly ") && shapes.contains("<title>losses</title>"))
  }

  @Test(
    "Its moment is that of the last line: the end of an epoch, or a step",
    arguments: [
      ([], true, "step-00000000"),
      ([#"{"epoch":1,"step":5,"kind":"epoch"}"#], true, "epoch-0001"),
      (
        [#"{"epoch":1,"step":5,"kind":"epoch"}"#, #"{"epoch":2,"step":8,"kind":"interval"}"#], true,
        "step-00000008"
      ),
      ([#"{"epoch":1,"step":5,"kind":"epoch"}"#], false, "step-00000005"),
      ([#"{"step":50,"kind":"epoch"}"#], true, "step-00000050"),
      ([#"{"round":2,"epoch":3,"step":50,"kind":"epoch"}"#], true, "round-0002-epoch-0003"),
    ] as [([String], Bool, String)])
  func moment(lines: [String], goesByEpochs: Bool, moment: String) throws {
    var figures = LoggedFigures(metrics: [], measured: [:], goals: [])
    figures.goesByEpochs = goesByEpochs
    let records = try lines.map { try JSON(parsing: $0) }
    #expect(MetricCurves(records, figures: figures).moment == moment)
  }
}
