import Config
import Datasets
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

/// The graph of expressions outside training, and what it reads.
package struct EvaluationGraph {
  package let graph: Graph
  package let declarations: [Declaration]
  package let fields: [Model.FieldInput]
  package let demands: [DataDemand]
  /// The items whose rows are not the examples: a variable, or as many draws as are written.
  package let common: Set<String>
  /// What was told of while it was composed.
  let remarks: [Diagnostic]
}

extension Model {
  /// The graph of expressions outside training, at one batch size.
  ///
  /// - Throws: what is wrong with the expressions.
  package func evaluationGraph(_ request: EvaluationRequest, batch: Int) throws -> EvaluationGraph {
    try composedEvaluation(request, batch: batch).get()
  }

  /// The same, with what it reads.
  ///
  /// - Throws: metrics that depend on themselves.
  func composedEvaluation(_ request: EvaluationRequest, batch: Int) throws
    -> Composed<EvaluationGraph>
  {
    let context = self.context(
      StreamNames(seed: definition.seed, role: request.role, stage: request.name), batch: batch)
    context.ofSplit = request.ofSplit
    let plan = try metricPlan()
    let composition = GraphComposition(
      self, context: context, modes: request.trains ? trainingModes() : { _ in .inference },
      figures: Set(plan.figures.keys), perExample: plan.perExample, reduced: plan.reduced,
      latticeEnds: Set(request.lattices.flatMap(\.ends)),
      iterated: try request.iterated.map {
        try iterated($0, of: request, plan, batch: batch)
      } ?? [:])
    let settled = plan.settled(request)
    return composition.composed { try composition.evaluationGraph(settled) }
  }

  /// What iterated values are before they are first computed, which they stay: their types.
  ///
  /// - Throws: what is wrong with how they begin.
  private func iterated(
    _ iteration: IterationDefinition, of request: EvaluationRequest, _ plan: MetricPlan, batch: Int
  ) throws -> [String: GraphComposition.Iterated] {
    let context = self.context(
      StreamNames(seed: definition.seed, role: "init", stage: request.name), batch: batch)
    context.ofSplit = request.ofSplit
    let composition = GraphComposition(
      self, context: context, modes: request.trains ? trainingModes() : { _ in .inference },
      figures: Set(plan.figures.keys), perExample: plan.perExample, reduced: plan.reduced)
    return try Dictionary(
      uniqueKeysWithValues: iteration.initial.map { name, expression in
        if let place = definition.places[name] ?? definition.places["i"] {
          throw Diagnostic(
            "'\(definition.places[name] == nil ? "i" : name)' is the name of something else in this file already",
            at: iteration.places[name] ?? nil,
            notes: [Diagnostic.Note("it is defined here", at: place)])
        }
        let value = try composition.tensor(expression, as: .entry(section: "init", name: name))
        return (
          name,
          GraphComposition.Iterated(
            type: value.type, batch: value.batch,
            isOfExamples: context.areOfExamples[value.value.node])
        )
      })
  }

  /// How metrics, and what markers of plots name, are computed.
  package func metricPlan() throws -> MetricPlan {
    var named = definition.values
    named.merge(definition.losses) { value, _ in value }
    var plan = try MetricPlan(
      definition.metrics, named: named, scope: definition.scope,
      isLoss: { LossCatalogue.has($0) })
    for plot in definition.outputs.plots {
      let (request, part) = (
        plot.request, MetricPlan.Part(split: plot.split, count: nil, trains: plot.trains)
      )
      for item in request.items {
        try plan.take(item.expression, as: item.owner(in: request), part: part)
      }
      guard let marker = plot.marker else { continue }
      _ = try plan.figure(
        named: plot.markerName, marker, part: MetricPlan.Part(split: plot.split, count: nil))
    }
    return plan
  }

  /// What is wrong with markers that are no figure: a mistake in the expression, or that it is a value an example.
  func markerMistakes(_ usage: inout NameUsage) throws -> [Diagnostic] {
    let figures = try metricPlan().figures
    var problems = DiagnosticList()
    for plot in definition.outputs.plots where figures[plot.markerName] == nil {
      guard let marker = plot.marker else { continue }
      try problems.collect {
        let item = EvaluationRequest.Item(name: "marker", expression: marker, reduction: .none)
        let request = EvaluationRequest(role: "plot", name: plot.markerName, items: [item])
        _ = try usage.adding(composedEvaluation(request, batch: 2))
        throw Diagnostic(
          "a marker is one number, such as a metric; this is a value an example", at: marker.range)
      }
    }
    return problems.diagnostics
  }
}

extension GraphComposition {
  fileprivate func evaluationGraph(_ request: EvaluationRequest) throws -> EvaluationGraph {
    var attempts = Attempts()
    var values: [String: Value] = [:]
    for item in request.items {
      attempts.attempt {
        let owner = Origin.Owner.entry(section: request.role, name: item.name)
        if case .features = item.reduction {
          let features = try tensors(item.expression, as: owner)
          for (name, rows) in zip([item.name, item.name + ".target"], features) {
            builder.result(.output(name), rows.value)
          }
          return
        }
        if case .points = item.reduction {
          // What is wrong with them is wrong with the row too.
          let points = try? self.tensor(item.expression, as: owner)
          guard let points, points.shape.rank == 2, points.shape[1] == 2 else { return }
          builder.result(.output(item.name), points.value)
          return
        }
        let tensor = try self.tensor(item.expression, as: owner)
        let value = tensor.value
        values[item.name] = value
        let type = builder.type(of: value)
        if request.role == "next", let known = iterated[item.name]?.type, known != type {
          throw Diagnostic(
            known.shape == type.shape
              ? "'\(item.name)' begins as \(known.element.rawValue), and this is \(type.element.rawValue)"
              : "'\(item.name)' begins as \(known.shape), and this has the shape \(type.shape)",
            at: item.expression.range)
        }
        switch item.reduction {
        case .none, .features, .points: builder.result(.output(item.name), value)
        case .mean: builder.result(.output(item.name), try context.tensor(value).mean())
        case .sum: builder.result(.output(item.name), try context.tensor(value).sum())
        case .max:
          let greatest = tensor.shape.rank == 0 ? try tensor.floating() : try tensor.maximum()
          builder.result(.output(item.name), greatest)
        case .moments:
          let moments = try context.tensor(value).moments()
          builder.result(.output(item.name), moments.mean)
          builder.result(.output(item.name + ".variance"), moments.variance)
        case .nextWord(let text): try draw(text, of: tensor)
        }
      }
    }
    try attempts.throwIfErrors()
    for half in context.halves {
      if let problem = model.logitsHalved(half.value, at: half.place) { context.keep(problem) }
    }
    let areOfExamples = context.areOfExamples
    let common = Set(values.filter { !areOfExamples[$0.value.node] }.keys)
    return EvaluationGraph(
      graph: builder.graph, declarations: context.declarations, fields: Array(fields),
      demands: context.demands, common: common, remarks: context.remarks)
  }
}

extension PlotDefinition {
  /// What the figure of its marker is called.
  package var markerName: String { "marker of \(name)" }
}
