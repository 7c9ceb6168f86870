import Diagnostics
import Experiment
import Graph
import Runtime

extension Model {
  /// Looks for the examples of the plots whose conditions depend on nothing but data, before training begins.
  ///
  /// - Returns: remarks on groups that are empty where others are not.
  /// - Throws: plots that would show no example.
  func checkConditions(data: LoadedDataSets, state: State, device: Device) throws -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    var problems = DiagnosticList()
    for plot in definition.outputs.plots {
      guard let request = plot.conditions, try readsOnlyData(request) else { continue }
      let evaluation = SplitEvaluation(
        request, model: self, data: data, state: state, device: device)
      let drawing = PlotDrawing(
        plot,
        columns: try evaluation.columns(
          of: plot, batchSize: batch(of: request), figures: [:], round: [:]),
        figures: [:])
      if drawing.isEmpty {
        problems.add(
          Diagnostic(
            "no example of the \(plot.split.phrase) satisfies this, so the plot '\(plot.name)' would show nothing",
            at: plot.groups.values.first?.range))
      } else {
        remarks += drawing.emptyGroups.map(plot.remark)
      }
    }
    try problems.throwIfErrors()
    return remarks
  }

  /// Whether an expression gives the same at every moment of training.
  private func readsOnlyData(_ request: EvaluationRequest) throws -> Bool {
    try evaluationGraph(request, batch: batch(of: request)).graph.nodes.allSatisfy { node in
      guard let input = node.operation as? Input else { return true }
      if case .batch = input.source { return true }
      return false
    }
  }
}

extension PlotDefinition {
  /// What decides which examples are shown; `nil` where all are.
  fileprivate var conditions: EvaluationRequest? {
    guard !groups.isEmpty else { return nil }
    return EvaluationRequest(role: "plot", name: name, items: conditionItems, trains: trains)
  }

  /// What to say of a group without examples.
  func remark(onEmpty group: String) -> Diagnostic {
    Diagnostic(
      .emptyPlot,
      group.isEmpty
        ? "no example of the \(split.phrase) satisfies 'where' of the plot '\(name)', which is left out"
        : "no example of the \(split.phrase) is in the group '\(group)' of the plot '\(name)'",
      at: nil)
  }
}

extension SplitEvaluation {
  /// What a plot shows of its examples, by the names of what is evaluated.
  ///
  /// - Throws: an expression without a value for each example.
  func columns(
    of plot: PlotDefinition, batchSize: Int, figures: [String: Double], round: [String: Double]
  ) throws -> [String: PlotDrawing.Column] {
    var columns: [String: PlotDrawing.Column] = [:]
    try run(
      over: plot.split, limit: plot.shownCount, batchSize: batchSize, figures: figures,
      round: round
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
    return columns
  }
}
