import Artifacts
import Config
import Diagnostics
import Runtime
import Tensors

/// Makes the samples, plots and animations of a run, each when it is due.
final class OutputRenderer {
  private let folder: RunFolder
  private var grids: [(definition: GridDefinition, evaluation: Evaluation, cadence: Cadence)] = []
  private var plots: [(definition: PlotDefinition, evaluation: Evaluation, cadence: Cadence)] = []
  private let metrics: MetricRunner
  private let batchSize: Int
  private let stepsPerEpoch: Int
  /// Examples shown in a grid that does not say how many.
  private static let standardCount = 16
  /// A plot reads no more examples than this unless it says so.
  private static let standardPlotCount = 10_000

  init(
    _ model: Model, data: LoadedDataSets, state: State, device: Device, metrics: MetricRunner,
    folder: RunFolder, stepsPerEpoch: Int
  ) throws {
    self.folder = folder
    self.stepsPerEpoch = stepsPerEpoch
    self.metrics = metrics
    batchSize = model.evaluationBatch
    func evaluation(_ request: EvaluationRequest) -> Evaluation {
      Evaluation(request, model: model, data: data, state: state, device: device)
    }
    for grid in model.definition.outputs.samples {
      grids.append((grid, evaluation(grid.request), Cadence(grid.every)))
    }
    for plot in model.definition.outputs.plots {
      plots.append((plot, evaluation(plot.request), Cadence(plot.every)))
    }
  }

  /// Renders what is due; everything, where the run is finished. Returns what was written. Allocates
  /// nothing where nothing is due.
  func render(
    _ progress: TrainingProgress, moment: @autoclosure () -> String, epochEnded: Bool,
    finished: Bool, minutes: Double
  ) throws -> [String] {
    var written: [String] = []
    for index in grids.indices {
      let due = grids[index].cadence.isDue(progress, epochEnded: epochEnded, minutes: minutes)
      guard due || finished else { continue }
      // Of this step, not of whichever was evaluated last: a resumed run could not know that one.
      if try grids[index].evaluation.readsFigures() {
        _ = try metrics.evaluate(at: progress.totalSteps)
      }
      let path = folder.sample(grids[index].definition.name, at: moment())
      let step = grids[index].definition.fresh ? UInt64(progress.totalSteps) : 0
      try PNG.write(
        picture(grids[index].definition, grids[index].evaluation, step: step), to: path)
      written.append(path)
    }
    for index in plots.indices {
      let due = plots[index].cadence.isDue(progress, epochEnded: epochEnded, minutes: minutes)
      guard due || finished else { continue }
      if try plots[index].definition.hasMarker || plots[index].evaluation.readsFigures() {
        _ = try metrics.evaluate(at: progress.totalSteps)
      }
      let path = folder.plot(plots[index].definition.name, at: moment())
      try PNG.write(picture(plots[index].definition, plots[index].evaluation), to: path)
      written.append(path)
    }
    return written
  }

  /// Makes an animation of every moment's picture of each grid that asks for one.
  func finishAnimations() throws -> [String] {
    var written: [String] = []
    for grid in grids where grid.definition.animates {
      let frames = try moments().map { folder.sample(grid.definition.name, at: $0) }
        .filter { Folder.exists($0) }
        .map { try PNG.decode(InputFile.contents(of: $0), name: $0) }
      // A picture of another size (after a change of outputs) cannot be a frame of the same animation.
      guard let last = frames.last else { continue }
      let fitting = frames.filter { ($0.height, $0.width) == (last.height, last.width) }
      let path = folder.animation(grid.definition.name)
      try GIF.write(fitting, delay: 25, to: path)
      written.append(path)
    }
    return written
  }

  /// The moments that have samples, in the order of training.
  private func moments() throws -> [String] {
    let found = try Folder.names(in: folder.path + "/samples").compactMap { name in
      RunFolder.order(ofMoment: name, stepsPerEpoch: stepsPerEpoch).map { (name: name, order: $0) }
    }
    return found.sorted { $0.order < $1.order }.map(\.name)
  }

  private func picture(_ grid: GridDefinition, _ evaluation: Evaluation, step: UInt64) throws
    -> Picture
  {
    var rows: [Grid.Row] = []
    let count = grid.count ?? Self.standardCount
    try evaluation.run(
      over: grid.split, limit: count, batchSize: count, figures: metrics.figures,
      round: metrics.round, step: step
    ) { program, _ in
      rows = grid.rows.indices.map {
        Grid.Row(program.output("\($0)"), title: grid.titles.isEmpty ? "" : grid.titles[$0])
      }
    }
    do {
      return try Grid(
        rows: rows, columns: grid.columns, black: Float(grid.shown.black),
        white: Float(grid.shown.white)
      ).render().picture
    } catch let problem as Diagnostic {
      throw Diagnostic("sample '\(grid.name)': \(problem.message)", at: grid.range)
    }
  }

  private func picture(_ plot: PlotDefinition, _ evaluation: Evaluation) throws -> Picture {
    let limit = plot.count ?? Self.standardPlotCount
    var columns: [String: (width: Int, values: [Double])] = [:]
    try evaluation.run(
      over: plot.split, limit: limit, batchSize: min(batchSize, limit), figures: metrics.figures,
      round: metrics.round
    ) { program, size in
      for name in program.outputNames {
        let array = program.output(name)
        guard array.shape.rank > 0, array.shape[0] == size else {
          throw Diagnostic(
            "plot '\(plot.name)' needs one value an example, and this has the shape \(array.shape)",
            at: plot.range)
        }
        columns[name, default: (array.shape.count / size, [])].values += array.doubles
      }
    }
    do {
      return try PlotDrawing(plot, columns: columns, figures: metrics.figures).picture()
    } catch let problem as Diagnostic {
      throw Diagnostic("plot '\(plot.name)': \(problem.message)", at: plot.range)
    }
  }
}

extension GridDefinition {
  var request: EvaluationRequest {
    EvaluationRequest(
      role: "sample", name: name,
      items: rows.enumerated().map {
        EvaluationRequest.Item(name: "\($0.offset)", expression: $0.element, reduction: .none)
      }, trains: trains)
  }
}

extension Model {
  /// Every expression that metrics, samples and plots evaluate.
  func outputRequests() throws -> [EvaluationRequest] {
    let plan = try metricPlan()
    let metrics = EvaluationRequest(
      role: "metric", name: "metrics",
      items: plan.reductions.enumerated().map {
        EvaluationRequest.Item(
          name: "\($0.offset)", expression: $0.element.expression, reduction: .mean)
      })
    return (metrics.items.isEmpty ? [] : [metrics])
      + definition.outputs.samples.map(\.request) + definition.outputs.plots.map(\.request)
  }

  /// Evaluates the outputs once, for an experiment that trains nothing.
  public func renderOnce(
    data: LoadedDataSets, state: State, device: Device, folder: RunFolder,
    progress: TrainingProgress = TrainingProgress()
  ) throws -> [String] {
    let metrics = try MetricRunner(self, data: data, state: state, device: device)
    let rounds = try definition.train?.combinations() ?? [[:]]
    metrics.round = rounds[min(progress.round, rounds.count - 1)]
    let figures = try metrics.evaluate(at: progress.totalSteps)
    if !figures.isEmpty, definition.train == nil {
      let log = try MetricsLog(folder.metrics)
      try log.truncate(to: 0)
      try log.append(figures.map { JSON.Member($0.name, .number($0.value)) })
    }
    let renderer = try OutputRenderer(
      self, data: data, state: state, device: device, metrics: metrics, folder: folder,
      stepsPerEpoch: data.plan?.stepsPerEpoch ?? 1)
    return try renderer.render(
      progress, moment: moment(progress, rounds: rounds.count),
      epochEnded: true, finished: true, minutes: 0)
  }

  /// The name of the folder that holds what is rendered at this progress.
  func moment(_ progress: TrainingProgress, rounds: Int) -> String {
    let byEpochs =
      if case .epochs? = definition.train?.length { true } else { false }
    return RunFolder.moment(progress, byEpochs: byEpochs, rounds: rounds)
  }
}
