import Artifacts
import Diagnostics
import Experiment
import Foundation
import OrderedCollections
import Training

/// The numbers of a run's `metrics.jsonl`: as lines over steps, and in a table.
struct MetricCurves {
  /// One number as it went.
  private struct Curve {
    var interval: [(x: Double, y: Double)] = []
    var epoch: [(x: Double, y: Double)] = []
    /// "epoch 3" or "step 120", for each point of `epoch` or, without any, of `interval`.
    var epochNames: [String] = []
    /// The same as a run's folders have it, for each point of `epoch`.
    var epochMoments: [String] = []
    /// Half of the width of the 95 % confidence interval, for each point of `epoch` that has one.
    var epochHalfWidths: [Double?] = []

    /// Of a short run there are more epochs than intervals.
    var line: [(x: Double, y: Double)] { interval.count >= epoch.count ? interval : epoch }

    /// When it was best, as a run's folders have it.
    func best(_ goal: WatchedFigure) -> String? {
      let finite = epoch.indices.filter { epoch[$0].y.isFinite }
      let place = finite.min {
        goal.isMaximized ? epoch[$0].y > epoch[$1].y : epoch[$0].y < epoch[$1].y
      }
      return place.map { epochMoments[$0] }
    }

    /// Whether the table has its epochs. One epoch, or a run without any, has one mean of all its steps, which is neither
    /// its first loss nor its last.
    var isOfEpochs: Bool { epoch.count > (interval.count > 1 ? 1 : 0) }
  }

  /// How many steps there were.
  let steps: Int
  /// The name of the moment that the last line is of, as a run's folders have it.
  let moment: String
  /// The same of the best value of what the run goes by, where that is known.
  let bestMoment: String?
  let charts: [SVGChart]
  let figures: [ReportPage.Figure]
  /// Where it is known of a figure what is better, it has its best. Of what no step was taken in, there is one of each.
  var figureTitles: [String] {
    guard !areOfNoStep else { return ["value"] }
    return ["first", "last"]
      + ((goals.isEmpty ? [] : ["best"]) + ["lowest", "highest"]).flatMap { [$0, "\($0) at"] }
  }
  /// What the table is of: epochs may have other numbers than the curves, which are drawn through shorter intervals.
  let figuresCaption: String
  private let goals: [WatchedFigure]
  /// Whether nothing was trained: the log has a line of metrics alone.
  private let areOfNoStep: Bool

  /// - Parameters:
  ///   - records: those of the log, in order.
  ///   - figures: what its figures are; where that is not known, those of intervals are losses.
  ///   - resumes: the steps at which training went on after it was interrupted.
  init(_ records: [JSON], figures known: LoggedFigures? = nil, resumes: [Int] = []) {
    var names: [String] = []
    var curves: [String: Curve] = [:]
    var epochs: [(step: Double, name: String)] = []
    var steps = 0
    var last: JSON?
    var rates: OrderedDictionary<String, [(x: Double, y: Double)]> = [:]
    var haveRatesWithin = false
    var untrained: [(name: String, number: String)] = []
    for record in records {
      guard case .object(let members) = record else { continue }
      guard case .integer(let step)? = record["step"] else {
        untrained += Self.numbers(of: record)
        continue
      }
      steps = max(steps, step)
      let isEpoch = record["kind"] == .string("epoch")
      var moment = "step \(step)"
      last = record
      let folderMoment = Self.moment(of: record, byEpochs: known?.goesByEpochs ?? true)
      if isEpoch, case .integer(let epoch)? = record["epoch"] {
        moment = "epoch \(epoch)"
        if case .integer(let round)? = record["round"] { moment = "round \(round), \(moment)" }
        epochs.append((Double(step), moment))
      }
      if case .object(let updates)? = record[Trainer.learningRateKey] {
        for update in updates {
          guard let rate = update.value.double else { continue }
          rates[update.key, default: []].append((Double(step), rate))
          if !isEpoch { haveRatesWithin = true }
        }
      }
      for member in members where !Model.reservedLogKeys.contains(member.key) {
        guard let value = member.value.double else { continue }
        if curves[member.key] == nil { names.append(member.key) }
        let point = (x: Double(step), y: value)
        if isEpoch {
          curves[member.key, default: Curve()].epoch.append(point)
          curves[member.key, default: Curve()].epochNames.append(moment)
          curves[member.key, default: Curve()].epochMoments.append(folderMoment)
          curves[member.key, default: Curve()].epochHalfWidths.append(
            record[ConfidenceInterval.key]?[member.key]?.double)
        } else {
          curves[member.key, default: Curve()].interval.append(point)
        }
      }
    }
    self.steps = steps
    moment = Self.moment(of: last, byEpochs: known?.goesByEpochs ?? true)
    let losses = names.filter {
      known?.isLoss($0) ?? (curves[$0]?.interval.isEmpty == false)
    }
    let others = names.filter { !losses.contains($0) }
    let values = curves.mapValues { $0.line.map(\.y) }
    let lossCharts = ChartGroups(
      losses.map { loss in [loss] + others.filter { known?.loss(of: $0) == loss } }, values: values
    ).charts
    let shared = lossCharts.flatMap(\.self)
    let metricCharts = Self.families(others.filter { !shared.contains($0) }, known).flatMap {
      ChartGroups($0.map { [$0] }, values: values).charts
    }
    let marks = Self.marks(epochs)
    func line(_ name: String) -> SVGChart.Series {
      let goal = known?.goals.first { $0.name == name }
      return .init(name, curves[name]?.line ?? [], isMaximized: goal?.isMaximized ?? false)
    }
    var charts: [SVGChart] = []
    for (index, group) in (lossCharts + metricCharts).enumerated() {
      let names = group.map { known?.title(of: $0) ?? $0 }.joined(separator: ", ")
      let areLosses = group.count > 1 && index < lossCharts.count
      charts.append(
        SVGChart(
          title: areLosses ? "Losses: \(names)" : names, xLabel: "step",
          yLabel: areLosses ? "loss" : nil, series: group.map(line), secondMarks: marks,
          resumes: resumes))
    }
    // What stays as the file says needs no chart.
    if rates.values.contains(where: { points in points.contains { $0.y != points[0].y } }) {
      charts.append(
        SVGChart(
          // Of short epochs the log has their last steps alone, whatever a schedule does within them.
          title: (rates.count == 1 ? "Learning rate" : "Learning rates")
            + (haveRatesWithin ? "" : " at the ends of epochs"), xLabel: "step",
          yLabel: "learning rate",
          // What the only one is of needs no name.
          series: rates.prefix(ChartGroups.mostLines).map {
            .init(rates.count == 1 ? "learning rate" : $0.key, Self.stairs($0.value))
          },
          secondMarks: marks, resumes: resumes))
    }
    self.charts = charts
    let goals = (known?.goals ?? []).filter { curves[$0.name] != nil }
    self.goals = goals
    bestMoment = goals.lazy.compactMap { goal in curves[goal.name]?.best(goal) }.first
    let areOfNoStep = names.isEmpty && !untrained.isEmpty
    self.areOfNoStep = areOfNoStep
    figures =
      areOfNoStep
      ? untrained.map { ReportPage.Figure(name: $0.name, cells: [$0.number]) }
      : names.compactMap { name in curves[name].map { Self.figure(name, $0, goals) } }
    let areOthers = curves.values.contains { $0.isOfEpochs && $0.interval.count >= $0.epoch.count }
    let haveIntervals =
      curves.values.contains { $0.epochHalfWidths.contains { $0 != nil } }
      || areOfNoStep && untrained.contains { $0.number.contains("±") }
    let told =
      if areOfNoStep {
        "What was measured"
      } else if areOthers {
        "The numbers at the ends of epochs: of a loss its mean over the epoch, where the curves have means of shorter intervals"
      } else {
        "The numbers of the curves"
      }
    figuresCaption = told + (haveIntervals ? "; ± is half of a 95 % confidence interval" : "")
  }

  /// The metrics of a line, each as it is to be read.
  private static func numbers(of record: JSON) -> [(name: String, number: String)] {
    guard case .object(let members) = record else { return [] }
    return members.filter { !Model.reservedLogKeys.contains($0.key) }.compactMap { member in
      member.value.double.map { value in
        let halfWidth = record[ConfidenceInterval.key]?[member.key]?.double
        return (
          name: member.key,
          number: String(format: "%.4g", value) + ConfidenceInterval.text(halfWidth)
        )
      }
    }
  }

  /// Metrics, those beside each other that are one quantity.
  private static func families(_ metrics: [String], _ known: LoggedFigures?) -> [[String]] {
    var rest = metrics
    var families: [[String]] = []
    while let first = rest.first {
      let same = known?.same(as: first) ?? [first]
      families.append(rest.filter { same.contains($0) })
      rest.removeAll { same.contains($0) }
    }
    return families
  }

  /// The moment of a line of the log: the end of an epoch, where the schedule goes by them, or a step.
  private static func moment(of record: JSON?, byEpochs: Bool) -> String {
    guard case .integer(let step)? = record?["step"] else { return RunFolder.moment(step: 0) }
    guard byEpochs, record?["kind"] == .string("epoch"),
      case .integer(let epoch)? = record?["epoch"]
    else { return RunFolder.moment(step: step) }
    guard case .integer(let round)? = record?["round"] else {
      return RunFolder.moment(epoch: epoch)
    }
    return RunFolder.moment(round: round) + RunFolder.moment(epoch: epoch)
  }

  /// With the old value once more at the step before a stair: what stays, changes and stays again has no slope.
  static func stairs(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    points.indices.flatMap { index in
      let point = points[index]
      guard points.count > 2, index > 0, points[index - 1].y != point.y,
        points[index - 1].x < point.x - 1,
        index == 1 || points[index - 2].y == points[index - 1].y,
        index == points.count - 1 || points[index + 1].y == point.y
      else { return [point] }
      return [(x: point.x - 1, y: points[index - 1].y), point]
    }
  }

  /// At most eight of the epochs, evenly spaced.
  static func marks(_ epochs: [(step: Double, name: String)]) -> [(x: Double, label: String)] {
    guard let last = epochs.indices.last else { return [] }
    let stride = max(1, (epochs.count + 6) / 7)
    return epochs.indices.filter { (last - $0) % stride == 0 }.map {
      (x: epochs[$0].step, label: epochs[$0].name)
    }
  }

  private static func figure(
    _ name: String, _ curve: Curve, _ goals: [WatchedFigure]
  ) -> ReportPage.Figure {
    let isOfEpochs = curve.isOfEpochs
    let points = isOfEpochs ? curve.epoch : curve.interval
    let finite = points.indices.filter { points[$0].y.isFinite }
    func moment(_ index: Int) -> String {
      isOfEpochs ? curve.epochNames[index] : String(format: "step %.0f", points[index].x)
    }
    func shown(_ index: Int) -> String {
      let halfWidth = isOfEpochs ? curve.epochHalfWidths[index] : nil
      return String(format: "%.4g", points[index].y)
        + ConfidenceInterval.text(halfWidth)
    }
    let lowest = finite.min { points[$0].y < points[$1].y }
    let highest = finite.max { points[$0].y < points[$1].y }
    func cells(_ index: Int?) -> [String] {
      [index.map(shown) ?? "none", index.map(moment) ?? ""]
    }
    let ends = [points.indices.first, points.indices.last].map { $0.map(shown) ?? "" }
    let goal = goals.first { $0.name == name }
    let best = goal.map { cells($0.isMaximized ? highest : lowest) } ?? ["", ""]
    return ReportPage.Figure(
      name: name,
      cells: ends + (goals.isEmpty ? [] : best) + cells(lowest) + cells(highest))
  }
}
