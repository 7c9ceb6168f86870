import Artifacts
import Config
import Datasets
import Diagnostics
import Experiment
import OrderedCollections
import Runtime
import Tensors

/// Makes the samples, plots and animations of a run, each when it is due.
final class OutputRenderer {
  /// One of the outputs.
  private struct Shown {
    var cadence: Cadence
    /// Whether it shows metrics.
    let readsFigures: () throws -> Bool
    /// Writes it for a moment; gives the file, or `nil` where there is nothing to show.
    let write: (_ moment: String, _ step: UInt64) throws -> String?
  }

  private let folder: RunFolder
  private let label: PictureLabel
  /// Whether samples' values are written beside their pictures, and those that were.
  private let writesArrays: Bool
  /// What was written beside the pictures of one output: arrays, and plots as shapes.
  private var companions: [String] = []
  private var shown: [Shown] = []
  /// The axes that each plot had last, but for those that are drawn by the clock: a run is the same at any speed.
  private(set) var plotAxes: OrderedDictionary<String, PlotAxes> = [:]
  private let grids: [GridDefinition]
  private let metrics: MetricRunner
  private let batchSize: Int
  private let stepsPerEpoch: Int
  private let warn: (Diagnostic) -> Void
  private let remark: (String) -> Void
  private let allowed: AllowedWarnings
  /// What was remarked on, since it may be so at every moment.
  private var told: Set<String> = []

  init(
    _ model: Model, data: LoadedDataSets, state: State, device: Device, metrics: MetricRunner,
    folder: RunFolder, label: PictureLabel, stepsPerEpoch: Int,
    writesArrays: Bool = false, warn: @escaping (Diagnostic) -> Void,
    remark: @escaping (String) -> Void
  ) throws {
    self.warn = warn
    self.remark = remark
    self.writesArrays = writesArrays
    self.label = label
    allowed = model.definition.allowed
    self.folder = folder
    self.stepsPerEpoch = stepsPerEpoch
    self.metrics = metrics
    batchSize = model.evaluationBatch
    grids = model.definition.outputs.samples
    func evaluation(_ request: EvaluationRequest) -> SplitEvaluation {
      SplitEvaluation(request, model: model, data: data, state: state, device: device)
    }
    func cadence(_ every: WrittenInterval?) -> Cadence {
      Cadence(model.interval(every, withoutEpochs: .rounds))
    }
    // With params put in, as in the text of a checkpoint, so that 'sample' writes the same.
    func text(_ expression: ExpressionTree) -> String {
      ((try? expression.substituting(model.definition.scope)) ?? expression).description
    }
    var evaluations: [String: GridEvaluation] = [:]
    for grid in grids {
      let shows = grid.rows.map(text).joined(separator: "; ")
      let titles = grid.titles.joined(separator: ", ")
      let (made, captions) = (
        GridEvaluation(grid, batchSize: batchSize, evaluation),
        try Captions(
          grid, location: model.definition.location, classes: model.classes(of: grid.truth),
          rowClasses: grid.captions.map { model.classes(of: $0) })
      )
      evaluations[grid.name] = made
      shown.append(
        Shown(cadence: cadence(grid.every), readsFigures: { try made.readsFigures() }) {
          [unowned self] in
          let (sheet, axes) = try picture(
            grid, made, captions, at: $0, step: grid.fresh ? $1 : 0)
          return try write(
            sheet,
            label.texts(title: grid.name, at: $0, showing: shows)
              + [axes].compactMap { $0 }.map { PNG.Text(PNG.Text.axes, $0.sentence) }
              + (titles.isEmpty ? [] : [PNG.Text(PNG.Text.rows, titles)]),
            to: folder.sample(grid.name, at: $0))
        })
    }
    for text in model.definition.outputs.texts {
      let made = TextEvaluation(text, model: model, evaluation(text.request))
      shown.append(
        Shown(cadence: cadence(text.every), readsFigures: { try made.readsFigures() }) {
          [unowned self] in
          try write(
            text, made, step: text.fresh ? $1 : 0, to: folder.text(text.name, at: $0))
        })
    }
    for plot in model.definition.outputs.plots {
      let shows = plot.kind.text(text)
      let (made, classes) = (evaluation(plot.request), model.classes(of: plot.kind.color))
      let separate = plot.separateRequests.map(evaluation)
      let isByClock =
        switch model.interval(plot.every, withoutEpochs: .rounds) {
        case .minutes: true
        case .epochs, .steps, .rounds: false
        }
      let lattices = model.lattices(inPlaneOf: plot).compactMap { grid in
        evaluations[grid.name].map { (isFresh: grid.fresh, evaluation: $0) }
      }
      shown.append(
        Shown(
          cadence: cadence(plot.every),
          readsFigures: {
            if plot.hasMarker { return true }
            for lattice in lattices where try lattice.evaluation.readsFigures() { return true }
            return try made.readsFigures()
          }
        ) { [unowned self] moment, step in
          let outlines = try lattices.compactMap {
            try $0.evaluation.frame(
              figures: self.metrics.figures, round: self.metrics.round,
              draw: $0.isFresh ? step : 0)
          }
          let shape = try self.drawn(
            plot, made, separate, classes, outlines, keeping: self.plotAxes[plot.name], at: moment)
          if !isByClock, let axes = shape?.axes { self.plotAxes[plot.name] = axes }
          return try write(
            shape,
            label.texts(title: plot.name, at: moment, showing: shows), of: plot.name, at: moment)
        })
    }
    for warning in try model.checkConditions(data: data, state: state, device: device) {
      warnOnce(warning)
    }
  }

  /// Renders what is due; everything, where the run is finished. Returns what was written. Allocates
  /// nothing where nothing is due. The axes of plots go on from the progress, and stand in ``plotAxes`` then.
  ///
  /// - Parameter stop: ends it between two files.
  func render(
    _ progress: TrainingProgress, moment: @autoclosure () -> String, epochEnded: Bool,
    finished: Bool, minutes: Double, stop: StopRequest? = nil
  ) throws -> [String] {
    plotAxes = progress.plotAxes
    var written: [String] = []
    for index in shown.indices {
      if stop?.isRequested == true { return written }
      let due = shown[index].cadence.isDue(
        progress, epochEnded: epochEnded, roundEnded: finished, minutes: minutes)
      guard due || finished else { continue }
      // Of this step, not of whichever was evaluated last: a resumed run could not know that one.
      if try shown[index].readsFigures() { _ = try metrics.evaluate(at: progress.totalSteps) }
      let path = try shown[index].write(moment(), UInt64(progress.totalSteps))
      if let path { written.append(path) }
      written += companions
      companions = []
    }
    return written
  }

  private func write(_ picture: Picture?, _ texts: [PNG.Text], to path: String) throws -> String? {
    guard let picture else { return nil }
    try AtomicFile.write(PNG.encode(picture, texts: texts), to: path)
    return path
  }

  /// Writes a plot as a picture, and beside it as shapes.
  private func write(
    _ drawn: DrawnPlot?, _ texts: [PNG.Text], of name: String, at moment: String
  ) throws -> String? {
    guard let drawn else { return nil }
    let shapes = try folder.plot(name, at: moment, as: "svg")
    let description = texts.dropFirst().map(\.text).joined(separator: ", ")
    try TextFile.write(
      drawn.svg(title: name.replacing("_", with: " "), description: description), to: shapes)
    companions.append(shapes)
    return try write(drawn.picture, texts, to: folder.plot(name, at: moment))
  }

  /// Writes texts, and remarks on the first of them.
  private func write(
    _ text: TextDefinition, _ evaluation: TextEvaluation, step: UInt64, to path: String
  ) throws -> String {
    let (lines, areNumbers) = try evaluation.lines(
      figures: metrics.figures, round: metrics.round, draw: step)
    if !areNumbers {
      warnOnce(
        Diagnostic(
          .notFinite, "sample '\(text.name)' ends where the scores of its next word are no numbers",
          at: nil))
    }
    try TextFile.write(lines.map { $0 + "\n" }.joined(), to: path)
    if let first = lines.first {
      let beginning = first.count <= 300 ? first : first.prefix(300) + "…"
      remark("\(text.name) at \(beginning.escapedForDisplay)")
    }
    return path
  }

  /// Makes an animation of every moment's picture of each grid that asks for one.
  func finishAnimations() throws -> [String] {
    var written: [String] = []
    for grid in grids where grid.animates {
      let frames = try moments().map { try folder.sample(grid.name, at: $0) }
        .filter { Folder.exists($0) }
        .map { (path: $0, size: try PictureFile.describe($0)) }
      // A picture of another size (after a change of outputs) cannot be a frame of the same animation.
      guard let last = frames.last?.size else { continue }
      let fitting = frames.filter { ($0.size.height, $0.size.width) == (last.height, last.width) }
      let path = try folder.animation(grid.name)
      if let known = try GIF.frameCount(ofFileAt: path), known > fitting.count {
        let text =
          "the animation '\(grid.name)' keeps its \(known) pictures: of the present form there are "
          + "\(fitting.count), and the others can be made in training only"
        if told.insert(text).inserted { remark(text) }
        continue
      }
      if fitting.count < frames.count {
        let text =
          "the animation '\(grid.name)' has \(fitting.count) of \(frames.count) pictures: the others are of another size"
        if told.insert(text).inserted { remark(text) }
      }
      try GIF.write(fitting.count, delay: 25, rest: 200, to: path) {
        try PictureFile.read(fitting[$0].path)
      }
      written.append(path)
    }
    return written
  }

  /// The moments that have samples, in the order of training.
  private func moments() throws -> [String] {
    let found = try folder.moments(of: RunFiles.samples).compactMap { name in
      RunFolder.order(ofMoment: name, stepsPerEpoch: stepsPerEpoch).map { (name: name, order: $0) }
    }
    return found.sorted { $0.order < $1.order }.map(\.name)
  }

  private func picture(
    _ grid: GridDefinition, _ evaluation: GridEvaluation, _ captions: Captions,
    at moment: String, step: UInt64
  ) throws -> (Picture, Grid.Axes?) {
    let values = try evaluation.values(figures: metrics.figures, round: metrics.round, draw: step)
    if writesArrays { try writeArrays(of: grid, values, at: moment) }
    let rows = try grid.rows.indices.compactMap { place -> Grid.Row? in
      guard var shown = values["\(place)"] else { return nil }
      if let preprocessing = grid.undo { shown = try preprocessing.undone(shown, at: grid.range) }
      let texts = try values[GridDefinition.captionName(place)].map {
        try captions.texts(row: place, $0, truth: values[GridDefinition.truthName])
      }
      return Grid.Row(
        shown, title: grid.titles.isEmpty ? "" : grid.titles[place], captions: texts ?? [])
    }
    let axes = grid.axes(values)
    do {
      let sheet = try Grid(
        rows: rows, columns: grid.columns ?? axes?.x.numbers.count, black: Float(grid.shown.black),
        white: Float(grid.shown.white), footers: label.footers(at: moment), axes: axes
      ).render()
      if sheet.notANumberCount > 0 {
        warnOnce(
          Diagnostic(
            .notFinite, "sample '\(grid.name)' shows numbers that are nan; they are magenta",
            at: nil)
        )
      }
      return (sheet.picture, axes)
    } catch let problem as Diagnostic {
      throw Diagnostic("sample '\(grid.name)': \(problem.message)", at: grid.range)
    }
  }

  /// Writes what the rows of a sample show as arrays: `manifold.npy`, or `manifold-1.npy` and so on where it has several; what
  /// their captions are made of as `manifold.captions.npy`.
  private func writeArrays(
    of grid: GridDefinition, _ values: [String: HostArray], at moment: String
  ) throws {
    let base = try folder.sample(grid.name, at: moment).dropLast(".png".count)
    for place in grid.rows.indices {
      let number = grid.rows.count == 1 ? "" : "-\(place + 1)"
      for (name, ending) in [("\(place)", ""), (GridDefinition.captionName(place), ".captions")] {
        guard let value = values[name] else { continue }
        let path = "\(base)\(number)\(ending).npy"
        try AtomicFile.write(NumpyWriter.encode(value), to: path)
        companions.append(path)
      }
    }
  }

  /// `nil` where no example is shown, which is remarked on.
  ///
  /// - Parameter separate: what evaluates each value by itself, where each may be of as many examples as its set has.
  private func drawn(
    _ plot: PlotDefinition, _ evaluation: SplitEvaluation, _ separate: [SplitEvaluation],
    _ classes: [String], _ outlines: [ScatterPlot.Outline], keeping earlier: PlotAxes?,
    at moment: String
  ) throws -> DrawnPlot? {
    let areApart = try !separate.isEmpty && !evaluation.readsOneLength(plot.split)
    var columns: [String: PlotDrawing.Column] = [:]
    for part in areApart ? separate : [evaluation] {
      let own = try part.columns(
        of: plot, batchSize: min(batchSize, plot.shownCount), figures: metrics.figures,
        round: metrics.round)
      // A condition goes as far as the longest value.
      columns.merge(own) { $0.values.count < $1.values.count ? $1 : $0 }
    }
    let drawing = PlotDrawing(
      plot, columns: columns, figures: metrics.figures,
      footer: label.footers(at: moment).first ?? "", classes: classes, outlines: outlines,
      keeping: earlier)
    for name in drawing.emptyGroups { warnOnce(plot.remark(onEmpty: name)) }
    guard !drawing.isEmpty else { return nil }
    do {
      return try drawing.drawn()
    } catch let problem as Diagnostic {
      throw Diagnostic("plot '\(plot.name)': \(problem.message)", at: plot.range)
    }
  }
}

extension OutputRenderer {
  private func warnOnce(_ warning: Diagnostic) {
    guard !allowed.contains(warning), told.insert(warning.line).inserted else {
      return
    }
    warn(warning)
  }
}

extension Model {
  /// Evaluates the outputs once, for an experiment that trains nothing, or from a checkpoint.
  ///
  /// - Parameters:
  ///   - label: what pictures say of where they are from.
  ///   - writesArrays: whether what samples show is written as arrays too.
  ///   - stop: ends it between two pictures.
  ///   - warn: is told what is odd about what is shown, and not allowed.
  ///   - evaluated: is given the metrics of an experiment that trains nothing, and how well they are known.
  public func renderOnce(
    data: LoadedDataSets, state: State, device: Device, folder: RunFolder, label: PictureLabel,
    progress: TrainingProgress = TrainingProgress(), writesArrays: Bool = false,
    stop: StopRequest? = nil, warn: @escaping (Diagnostic) -> Void,
    remark: @escaping (String) -> Void,
    evaluated: ([(name: String, value: Double)], [String: Double]) -> Void = { _, _ in }
  ) throws -> [String] {
    let metrics = try MetricRunner(self, data: data, state: state, device: device)
    let rounds = try definition.train?.combinations() ?? [[:]]
    metrics.round = rounds[min(progress.round, rounds.count - 1)]
    // From a checkpoint, only what is shown is evaluated.
    let figures = definition.train == nil ? try metrics.evaluate(at: progress.totalSteps) : []
    if !figures.isEmpty {
      let log = try MetricsLog(folder.metrics)
      try log.truncate(to: 0)
      try log.append(
        figures.map { JSON.Member($0.name, .number($0.value)) }
          + metrics.confidence(of: figures.map(\.name)))
      evaluated(figures, metrics.halfWidths)
    }
    let renderer = try OutputRenderer(
      self, data: data, state: state, device: device, metrics: metrics, folder: folder,
      label: label, stepsPerEpoch: data.plan?.stepsPerEpoch ?? 1, writesArrays: writesArrays,
      warn: warn, remark: remark)
    return try renderer.render(
      progress, moment: moment(progress, rounds: rounds.count),
      epochEnded: true, finished: true, minutes: 0, stop: stop)
  }

  /// The name of the folder that holds what is rendered at this progress.
  func moment(_ progress: TrainingProgress, rounds: Int) -> String {
    let byEpochs =
      if case .epochs? = definition.train?.length { true } else { false }
    return RunFolder.moment(progress, byEpochs: byEpochs, rounds: rounds)
  }
}
