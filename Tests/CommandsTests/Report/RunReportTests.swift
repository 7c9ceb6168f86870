import Diagnostics
import Foundation
import Testing

@testable import Artifacts
@testable import Commands
@testable import Experiment

@Suite("etch report")
struct RunReportTests {
  /// The folder of a run that never was, with what a run leaves.
  private func run(
    _ status: RunRecord.Status, log: String, failure: String? = nil, stepsInAll: Int? = nil
  ) throws -> RunsFolder {
    let folder = try RunsFolder()
    var record = RunRecord(
      status: status, name: "vae", hash: "ef38092b8ff6", versions: ["etch": "0.1.0"],
      machine: .current(threads: 2))
    (record.failure, record.stepsInAll) = (failure, stepsInAll)
    try record.write(to: folder.path + "/run.json")
    try AtomicFile.write(
      "etch: 1\nname: vae\nabout: Two <words>\n", to: folder.path + "/experiment.yaml")
    try AtomicFile.write(log, to: folder.path + "/metrics.jsonl")
    for moment in ["epoch-0001", "epoch-0002"] {
      try AtomicFile.write(
        PNG.encode(Picture(height: 4, width: 4, channels: 1, filledWith: 9)),
        to: "\(folder.path)/samples/\(moment)/digits.png")
      try TextFile.write(
        "1: a \(moment) story\n", to: "\(folder.path)/samples/\(moment)/story.txt")
    }
    return folder
  }

  private static let log = """
    {"epoch":1,"step":5,"kind":"interval","vae":3.5,"G":"NaN"}
    {"epoch":1,"step":5,"kind":"epoch","vae":3,"bce":0.5}
    {"epoch":2,"step":10,"kind":"interval","vae":2,"G":1}
    {"epoch":2,"step":10,"kind":"epoch","vae":2.5,"bce":0.75}

    """

  @Test("What was warned of stands in the run's record and on its page, made anew too")
  func warnings() throws {
    let folder = try RunsFolder()
    try TextFile.write(
      """
      etch: 1
      name: beats
      data: {beat: {source: builtin/ecg, count: 40}}
      networks: {n: {input: [140], layers: [{dense: {units: 140, activation: sigmoid}}]}}
      losses: {error: "l1(n(beat), beat)"}
      train: {epochs: 1, batch_size: 20, optimizer: sgd, step: {n: {minimize: error}}}

      """, to: folder.path + "/beats.yaml")
    let here = "cd '\(folder.path)'"
    let run = try EtchProgram(["run", "beats.yaml", "--backend", "reference"], limits: here)
    #expect(run.status == 0 && run.errors.contains("is out of reach"), "\(run.errors)")
    let names = try Folder.names(in: folder.path + "/outputs/beats")
    let path = "\(folder.path)/outputs/beats/\(names.first ?? "")"
    let record = try RunRecord.read(from: path + "/run.json")
    #expect(record.warnings?.contains { $0.contains("is out of reach") } == true)
    #expect(try TextFile.read(path + "/report.html").contains("is out of reach"))
    let again = try EtchProgram(["report", "beats"], limits: here)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try TextFile.read(path + "/report.html").contains("is out of reach"))
  }

  @Test("The page has the plan where there is no compiler, too")
  func plan() throws {
    let out = try RunsFolder()
    let run = try QuickExperiment.representatives[0].run(in: out.path, steps: 2).run
    let page = out.path + "/page.html"
    let end = try EtchProgram(
      ["report", run.folder.path, "--out", page], environment: ["CC": "/nowhere/cc"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(try TextFile.read(page).contains("<h2>The plan</h2>"))
  }

  @Test("The page has the run's status, pictures, curves, figures and text")
  func page() throws {
    let folder = try run(.finished, log: Self.log)
    let end = try EtchProgram(["report", folder.path])
    #expect((end.status, end.output, end.errors) == (0, folder.path + "/report.html\n", ""))
    let html = try String(contentsOfFile: folder.path + "/report.html", encoding: .utf8)
    for word in [
      "Finished after 10 steps", "Two &lt;words&gt;", "alt=\"digits, epoch-0002\"",
      "digits, 1 earlier moment<", "story, 1 earlier moment<", "alt=\"digits, epoch-0001\"",
      "<pre class=\"text\">1: a epoch-0002 story\n</pre>",
      "Losses: vae, G", "vae goes from 3.5 to 2; its lowest is 2 at step 10.",
      "numbers that are not finite: 1.",
      ">bce</th><td class=\"number\">0.5</td><td class=\"number\">0.75</td><td class=\"number\">0.5</td><td class=\"number\">epoch 1</td>",
      "href=\"./metrics.jsonl\"", "etch 0.1.0", "name: vae",
    ] { #expect(html.contains(word), "\(word)") }
    // On paper, where all is unfolded, the newest would come twice.
    for word in ["alt=\"digits, epoch-0002\"", "1: a epoch-0002 story"] {
      #expect(html.components(separatedBy: word).count == 2, "\(word)")
    }
    // Again: the page does not stand on itself.
    #expect(try EtchProgram(["report", folder.path]).status == 0)
    #expect(try String(contentsOfFile: folder.path + "/report.html", encoding: .utf8) == html)
  }

  @Test("A metric that is a loss of other examples stands in its chart, without intervals too")
  func charts() throws {
    let records = try ["1", "2"].map { epoch in
      try JSON(
        parsing: """
          {"epoch":\(epoch),"step":\(epoch),"kind":"epoch","fool":1.5,"judge":1,"test_judge":1.2,"kid":0.1}
          """)
    }
    let figures = LoggedFigures(
      metrics: ["test_judge", "kid"], measured: ["test_judge": "judge"], goals: [])
    let charts = MetricCurves(records, figures: figures).charts
    #expect(charts.map(\.title) == ["Losses: fool, judge, test_judge", "kid"])
    #expect(charts.map(\.yLabel) == ["loss", "kid"])
    let drawn = try CurvesPicture(MetricCurves(records, figures: figures), footer: "").drawn()
    #expect(drawn?.picture.height == 720)
    var marked = figures
    marked.parts = ["kid": "test", "test_judge": "test"]
    #expect(
      MetricCurves(records, figures: marked).charts.map(\.title)
        == ["Losses: fool, judge, test_judge", "kid (test)"])
    // Without knowing, each stands alone.
    #expect(MetricCurves(records).charts.count == 4)
  }

  @Test("Metrics that are one quantity stand in one chart, unless one is far smaller")
  func quantities() throws {
    let records = try ["1", "2"].map { epoch in
      try JSON(
        parsing: """
          {"epoch":\(epoch),"step":\(epoch),"kind":"epoch","loss":1,"ink":0.5,"sharp":3,"train_ink":0.6,"few":0.01}
          """)
    }
    var figures = LoggedFigures(
      metrics: ["ink", "sharp", "train_ink", "few"], measured: [:], goals: [])
    #expect(
      MetricCurves(records, figures: figures).charts.map(\.title)
        == ["loss", "ink", "sharp", "train_ink", "few"])
    figures.quantities = [["ink", "train_ink", "few"]]
    #expect(
      MetricCurves(records, figures: figures).charts.map(\.title)
        == ["loss", "ink, train_ink", "few", "sharp"])
  }

  @Test("The table of a run without epochs is of its steps; what only its end has is of that")
  func steps() throws {
    let records = try [
      "{\"step\":5,\"kind\":\"interval\",\"style\":28}",
      "{\"step\":10,\"kind\":\"interval\",\"style\":2}",
      "{\"step\":10,\"kind\":\"epoch\",\"style\":15,\"distance\":0.5}",
    ].map { try JSON(parsing: $0) }
    #expect(
      MetricCurves(records).figures.map(\.cells) == [
        ["style", "28", "2", "2", "step 10", "28", "step 5"],
        ["distance", "0.5", "0.5", "0.5", "step 10", "0.5", "step 10"],
      ])
  }

  @Test("A log with a step as large as a number can be is told of", arguments: [Int.max, .min])
  func hugeSteps(step: Int) throws {
    let records = try ["{\"step\":\(step),\"style\":28}", "{\"step\":\(step),\"style\":2}"].map {
      try JSON(parsing: $0)
    }
    let cells = try #require(MetricCurves(records).figures.first?.cells)
    #expect(cells.prefix(4) == ["style", "28", "2", "2"])
    #expect(cells[4].hasPrefix("step \(step < 0 ? "-" : "")922337203685477"), "\(cells)")
  }

  @Test(
    "Learning rates that the log has at the ends of epochs alone are said to be so",
    arguments: [("epoch", "Learning rate at the ends of epochs"), ("interval", "Learning rate")])
  func rates(first kind: String, title: String) throws {
    let lines = [
      #""step":1,"kind":"\#(kind)","learning-rate":{"n":0.1}"#,
      #""step":2,"kind":"epoch","learning-rate":{"n":0.2}"#,
      #""step":3,"kind":"epoch","learning-rate":{"n":0.05}"#,
    ]
    let records = try lines.map { try JSON(parsing: "{\"epoch\":1,\($0)}") }
    let charts = MetricCurves(records).charts
    #expect(charts.map(\.title) == [title])
    #expect(charts.flatMap { $0.series.map(\.name) } == ["learning rate"])
  }

  @Test(
    "A learning rate that changes at once is a stair, one that changes each time a slope",
    arguments: [
      ([2, 2, 1, 1], [2, 2, 2, 1, 1]), ([2, 2, 1], [2, 2, 2, 1]), ([2, 1, 1], [2, 2, 1, 1]),
      ([2, 2, 1, 1, 0.5], [2, 2, 2, 1, 1, 1, 0.5]), ([3, 2, 1], [3, 2, 1]), ([2, 1], [2, 1]),
      ([2, 2, 1, 0.5], [2, 2, 1, 0.5]), ([1, 1], [1, 1]), ([], []),
    ])
  func stairs(rates: [Double], drawn: [Double]) {
    let stairs = MetricCurves.stairs(rates.enumerated().map { (Double($0 * 100), $1) })
    #expect(stairs.map(\.y) == drawn)
    #expect(stairs.map(\.x) == stairs.map(\.x).sorted())
  }

  private static func figures(goal: String) -> LoggedFigures {
    LoggedFigures(metrics: ["bce"], measured: [:], goals: [WatchedFigure(minimized: goal)])
  }

  @Test("Where it is known what is better, the table has the best with its epoch")
  func best() throws {
    let records = try Self.log.split(separator: "\n").map { try JSON(parsing: String($0)) }
    let curves = MetricCurves(records, figures: Self.figures(goal: "vae"))
    #expect(
      curves.figureTitles == [
        "first", "last", "best", "best at", "lowest", "lowest at", "highest", "highest at",
      ])
    #expect(Set(curves.figureTitles).count == 8, "no two columns have one title")
    var page = ReportPage()
    (page.figures, page.figureTitles) = (curves.figures, curves.figureTitles)
    let html = try page.html()
    func row(_ name: String, _ cells: [String]) -> String {
      ">\(name)</th>" + cells.map { "<td class=\"number\">\($0)</td>" }.joined()
    }
    #expect(html.contains(row("vae", ["3", "2.5", "2.5", "epoch 2", "2.5", "epoch 2"])))
    #expect(html.contains(row("bce", ["0.5", "0.75", "", "", "0.5", "epoch 1"])))
    // What the log has not is no goal.
    #expect(MetricCurves(records, figures: Self.figures(goal: "x")).figureTitles.count == 6)
  }

  @Test(
    "Interrupted and failed runs say so, and of how many steps, where that is known",
    arguments: [
      (RunRecord.Status.interrupted, nil, "Interrupted at step 10: the same command goes on"),
      (.interrupted, 2000, "Interrupted at step 10 of 2000: the same command goes on"),
      (.interrupted, 9, "Interrupted at step 10: the same command goes on"),
      (.failed, 2000, "FAILED: the disk &lt;is&gt; full"),
      (.running, 640, "Interrupted at step 10 of 640: the same command goes on"),
      (.finished, 640, "Finished after 10 steps"),
    ] as [(RunRecord.Status, Int?, String)])
  func status(_ status: RunRecord.Status, stepsInAll: Int?, _ sentence: String) throws {
    let folder = try run(
      status, log: Self.log, failure: "the disk <is> full", stepsInAll: stepsInAll)
    #expect(try RunReport(run: folder.path, out: nil).page().html().contains(sentence))
  }

  @Test("A run that stopped early says where, and by which rule")
  func stoppedEarly() throws {
    let folder = try run(.finished, log: Self.log, stepsInAll: 240)
    var record = try RunRecord.read(from: folder.path + "/run.json")
    record.stoppedEarly = "epoch 2: 'bce' has not been better than 0.5 for 1 evaluation"
    try record.write(to: folder.path + "/run.json")
    #expect(
      try RunReport(run: folder.path, out: nil).page().status
        == "Finished after 10 steps of 240, early, at epoch 2: 'bce' has not been better than 0.5 for 1 evaluation"
    )
  }

  @Test(
    "The page that is written at a checkpoint has the plan and the drawing of the model, as the last one has"
  )
  func checkpoint() throws {
    let out = try RunsFolder()
    let run = try QuickExperiment.representatives[1].run(in: out.path, steps: 2).run
    let last = try TextFile.read(run.folder.report)
    try FileManager.default.removeItem(atPath: run.folder.report)
    run.reportWriter.writeInBetween()
    let page = try TextFile.read(run.folder.report)
    func section(_ title: String, of page: String) throws -> Substring {
      let begin = try #require(page.range(of: "<h2>\(title)</h2>")).lowerBound
      return page[begin...].prefix(1000)
    }
    #expect(page.contains("The model of vae_mnist</title>"))
    for title in ["The model", "The plan"] {
      #expect(try section(title, of: page) == section(title, of: last))
    }
  }

  @Test("A run that was stopped says how far it is of how far it goes")
  func stopped() throws {
    let out = try RunsFolder()
    let run = try QuickExperiment.representatives[0].run(in: out.path, steps: 2).run
    let whole = try #require(try RunRecord.read(from: run.folder.record).stepsInAll)
    let page = try TextFile.read(run.folder.report)
    #expect(whole > 2 && page.contains("Interrupted at step 2 of \(whole): the same command"))
  }

  @Test("A run that was stopped and went on says where: in its record, in words, as ticks")
  func resumed() throws {
    let out = try RunsFolder()
    let experiment = QuickExperiment.representatives[0]
    let folder = try experiment.run(in: out.path, steps: 3).run.folder
    #expect(try RunRecord.read(from: folder.record).resumedAt == nil)
    #expect(try !TextFile.read(folder.report).contains("Resumed at step"))
    try experiment.run(in: out.path)
    #expect(try RunRecord.read(from: folder.record).resumedAt == [3])
    let page = try TextFile.read(folder.report)
    for word in [
      "<title>resumed at step 3</title>", "Resumed at step 3.</desc>",
      "<dt>Resumed at step</dt><dd><code>3</code></dd>",
    ] {
      #expect(page.contains(word), "\(word)")
    }
  }

  @Test("A folder that is being written is left alone; --out names another file, without links")
  func locked() throws {
    let folder = try run(.running, log: Self.log)
    let lock = try FolderLock(folder.path)
    defer { lock.release() }
    let end = try EtchProgram(["report", folder.path])
    #expect(end.status == 1 && end.errors.contains("is writing"))
    #expect(!Folder.exists(folder.path + "/report.html"))
    let out = try RunsFolder()
    #expect(try EtchProgram(["report", folder.path, "--out", out.path + "/a.html"]).status == 0)
    let html = try TextFile.read(out.path + "/a.html")
    #expect(!html.contains("href=\"./"))
    #expect(html.contains("Running, at step 10 when this was written"))
  }

  @Test("What is no run is told with advice")
  func wrong() throws {
    let folder = try RunsFolder()
    let end = try EtchProgram(["report", folder.path])
    #expect(end.status == 2 && end.errors.contains("there is no run in"))
    for command in ["report", "pack", "compare"] {
      let words = [command, "theirs.etch"] + (command == "compare" ? ["ours.etch"] : [])
      let end = try EtchProgram(words)
      #expect(end.status == 2, "\(words)")
      #expect(
        end.errors.contains("'theirs.etch' is a pack, and no run\nnote: its report"),
        "\(end.errors)")
    }
  }

  @Test("A log of 100,000 lines makes a small page; one of forty losses a chart for each six")
  func large() throws {
    let lines = (1...100_000).map {
      "{\"step\":\($0),\"kind\":\"interval\",\"a\":\(Double($0 % 977) / 7)}\n"
    }
    let folder = try run(.finished, log: lines.joined())
    var page = try RunReport(run: folder.path, out: nil).page()
    #expect(try page.html().utf8.count < 200_000)
    let many = JSON.object(
      [.init("step", .integer(1)), .init("kind", .string("interval"))]
        + (0..<40).map { .init("loss\($0)", .number(1)) })
    page.charts = MetricCurves([many]).charts
    #expect(page.charts.count == 7)
    #expect(MetricCurves([]).charts.isEmpty && MetricCurves([.null]).figures.isEmpty)
  }
}
