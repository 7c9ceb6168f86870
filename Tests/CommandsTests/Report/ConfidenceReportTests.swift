import Diagnostics
import Testing

@testable import Artifacts
@testable import Commands
@testable import Training

@Suite("How well figures are known, told to people")
struct ConfidenceReportTests {
  @Test("stands beside each number of the report's table, and under it what it is")
  func table() throws {
    let records = try [
      #"{"epoch":1,"step":5,"kind":"epoch","kid":0.5,"far":3,"confidence-95":{"kid":0.125}}"#,
      #"{"epoch":2,"step":9,"kind":"epoch","kid":0.25,"far":4,"confidence-95":{"kid":0.0312}}"#,
    ].map { try JSON(parsing: $0) }
    let curves = MetricCurves(records)
    #expect(
      curves.figures.map(\.cells) == [
        [
          "kid", "0.5 ± 0.12", "0.25 ± 0.031", "0.25 ± 0.031", "epoch 2", "0.5 ± 0.12", "epoch 1",
        ],
        ["far", "3", "4", "3", "epoch 1", "4", "epoch 2"],
      ])
    #expect(curves.figuresCaption.hasSuffix("; ± is half of a 95 % confidence interval"))
    #expect(curves.charts.map(\.title) == ["kid", "far"])
  }

  @Test("stands beside the metrics of a run that trains nothing, which have one number each")
  func untrained() throws {
    let record = try JSON(parsing: #"{"right":1.0,"lost":0.98765,"confidence-95":{"right":0.125}}"#)
    let curves = MetricCurves([record])
    #expect(curves.figures.map(\.cells) == [["right", "1 ± 0.12"], ["lost", "0.9877"]])
    #expect(curves.figureTitles == ["value"] && curves.charts.isEmpty && curves.steps == 0)
    #expect(
      curves.figuresCaption == "What was measured; ± is half of a 95 % confidence interval")
    // Beside numbers of steps a line without one says nothing.
    let trained = try JSON(parsing: #"{"epoch":1,"step":5,"kind":"epoch","kid":0.5}"#)
    #expect(MetricCurves([record, trained]).figures.map { $0.cells.first } == ["kid"])
  }

  @Test("stands in the line of an epoch, in the log, in the report and in a comparison")
  func run() throws {
    let folder = try RunsFolder()
    try TextFile.write(
      """
      etch: 1
      name: judged
      data: {beat: {source: builtin/ecg, count: 80, holdout: 0.5}}
      networks: {n: {input: [140], layers: [{dense: 3}]}}
      losses: {error: mean(square(n(beat)))}
      train: {epochs: 2, batch_size: 20, optimizer: {sgd: {learning_rate: 0.01}}, step: {n: {minimize: error}}}
      metrics: {apart: {value: "kid(n(beat), n(0.5 * beat))"}}

      """, to: folder.path + "/judged.yaml")
    let here = "cd '\(folder.path)'"
    let run = try EtchProgram(["run", "judged.yaml", "--backend", "reference"], limits: here)
    #expect(run.status == 0 && run.errors.contains(" ± "), "\(run.errors)")
    let names = try Folder.names(in: folder.path + "/outputs/judged")
    let path = "\(folder.path)/outputs/judged/\(try #require(names.first))"
    let log = try TextFile.read(path + "/metrics.jsonl")
    let member = "\"confidence-95\":{\"apart\":"
    #expect(log.split(separator: "\n").filter { $0.contains(member) }.count == 2)
    #expect(try TextFile.read(path + "/report.html").contains(" ± "))
    let indexed = try IndexedRun(path)
    #expect(indexed.figures.names == ["error", "apart"])
    #expect(indexed.figures["apart"]?.halfWidth != nil)
    #expect(indexed.figures["error"]?.halfWidth == nil)
    let comparison = RunComparison([indexed, indexed])
    #expect(comparison.table().text.contains(" ± "))
    #expect(!comparison.table(isData: true).text.contains("±"))
  }
}
