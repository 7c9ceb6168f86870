import Config
import OrderedCollections

/// Expressions that are evaluated over the examples of a split, outside training.
package struct EvaluationRequest: Sendable {
  package enum Reduction: Sendable {
    /// The value as it is.
    case none
    /// `NAME`: the mean (or the sum, or the greatest) of all elements of a batch.
    case mean, sum, max
    /// `NAME` and `NAME.variance`, over all elements of a batch.
    case moments
    /// `NAME` and `NAME.target`: the features of two values, `[N, D]` and `[M, D]`.
    case features
    /// The value where it is two numbers a row; otherwise nothing.
    case points
    /// `word` and `sum`, of every row: the word that follows, and whether its scores are numbers.
    case nextWord(TextDefinition)
  }

  package struct Item: Sendable {
    package let name: String
    package let expression: ExpressionTree
    /// The expression as the file has it.
    let written: ExpressionTree
    package let reduction: Reduction

    package init(
      name: String, expression: ExpressionTree, reduction: Reduction,
      written: ExpressionTree? = nil
    ) {
      self.name = name
      self.expression = expression
      self.written = written ?? expression
      self.reduction = reduction
    }

    /// What its figures are called by: with spaces, so that no name of the file is the same.
    func owner(in request: EvaluationRequest) -> String {
      "\(name) of the \(request.role) \(request.name)"
    }
  }

  /// What random numbers are keyed by: `metric`, `sample`.
  package let role: String
  /// What is evaluated, for diagnostics and random streams.
  package let name: String
  package let items: [Item]
  package let trains: Bool
  /// The iterated values that the expressions may name.
  package let iterated: IterationDefinition?
  /// Lattices whose ends the host sets.
  let lattices: [SpreadLattice]

  package init(
    role: String, name: String, items: [Item], trains: Bool = false,
    iterated: IterationDefinition? = nil, lattices: [SpreadLattice] = []
  ) {
    self.lattices = lattices
    self.role = role
    self.name = name
    self.items = items
    self.trains = trains
    self.iterated = iterated
  }
}

extension EvaluationRequest {
  /// How its iterated values begin, and what becomes of them each time; `nil` where there are none. The draws of both
  /// are keyed by its name.
  package var iterationRequests: (initial: EvaluationRequest, next: EvaluationRequest)? {
    guard let iterated else { return nil }
    func request(
      _ expressions: OrderedDictionary<String, ExpressionTree>, _ role: String,
      _ iterated: IterationDefinition?
    ) -> EvaluationRequest {
      EvaluationRequest(
        role: role, name: name,
        items: expressions.map {
          Item(name: $0.key, expression: $0.value, reduction: .none)
        }, trains: trains, iterated: iterated)
    }
    return (request(iterated.initial, "init", nil), request(iterated.next, "next", iterated))
  }

  /// What the request of a metric with iterated values is called: with spaces, so that no sample is called the same.
  static func name(ofMetric name: String) -> String { metricPrefix + name }

  private static let metricPrefix = "metrics of "

  /// What it is where that is of all examples of a split, of which a batch comes at once: "metric", "plot".
  var ofSplit: String? {
    switch role {
    case "metric", "plot": role
    case "init", "next": name.hasPrefix(Self.metricPrefix) ? "metric" : nil
    default: nil
    }
  }

  /// Whether it holds what is of two examples at least.
  package var comparesExamples: Bool {
    items.contains { item in
      if case .call("kid", _, _) = item.expression.kind { true } else { false }
    }
  }

  /// What looks at the data that it reads: "metrics", "the sample 'walk'".
  var reader: String {
    switch role {
    case "metric": "metrics"
    case "init", "next": name.hasPrefix(Self.metricPrefix) ? "metrics" : "the sample '\(name)'"
    default: "the \(role) '\(name)'"
    }
  }
}

extension MetricPlan {
  /// What reductions evaluate that are of one mode, and of the iterated values of one metric or of none.
  package func request(_ reductions: [Int]) -> EvaluationRequest {
    let part = reductions.first.map { self.reductions[$0].part }
    let trains = part?.trains == true
    let metric = part?.iteration.flatMap { definitions[$0] }
    return EvaluationRequest(
      role: "metric",
      name: metric.map { EvaluationRequest.name(ofMetric: $0.name) }
        ?? (trains ? "metrics in training mode" : "metrics"),
      items: reductions.map { self.reductions[$0].item("\($0)") }, trains: trains,
      iterated: metric?.iteration)
  }

  /// What all reductions evaluate, or those of one split.
  func requests(of split: Split? = nil) -> [EvaluationRequest] {
    var kinds: [(trains: Bool, iteration: String?)] = [(false, nil), (true, nil)]
    for metric in definitions.values where metric.iteration != nil {
      kinds.append((metric.trains, metric.name))
    }
    return kinds.compactMap { kind in
      let own = reductions.indices.filter {
        let part = reductions[$0].part
        return part.trains == kind.trains && part.iteration == kind.iteration
          && (split == nil || part.split == split)
      }
      return own.isEmpty ? nil : request(own)
    }
  }
}

extension MetricPlan {
  /// A request whose expressions read figures where they reduce over all examples.
  func settled(_ request: EvaluationRequest) -> EvaluationRequest {
    EvaluationRequest(
      role: request.role, name: request.name,
      items: request.items.map { item in
        EvaluationRequest.Item(
          name: item.name, expression: shown[item.owner(in: request)] ?? item.expression,
          reduction: item.reduction, written: item.written)
      }, trains: request.trains, iterated: request.iterated, lattices: request.lattices)
  }
}

extension MetricPlan.Reduction {
  /// What is evaluated for every batch, under a name.
  package func item(_ name: String) -> EvaluationRequest.Item {
    let reduction: EvaluationRequest.Reduction =
      switch kind {
      case .mean: .mean
      case .sum: .sum
      case .max: .max
      case .std: .moments
      case .frechet: .features
      }
    return EvaluationRequest.Item(name: name, expression: expression, reduction: reduction)
  }
}

extension GridDefinition {
  package var request: EvaluationRequest {
    let (settled, lattices) = settled
    return EvaluationRequest(
      role: "sample", name: name,
      items: settled.enumerated().map {
        EvaluationRequest.Item(
          name: "\($0)", expression: $1, reduction: .none, written: rows[$0])
      }
        + captions.enumerated().compactMap { place, caption in
          caption.map {
            EvaluationRequest.Item(
              name: Self.captionName(place), expression: $0, reduction: .none)
          }
        }
        + [truth].compactMap { $0 }.map {
          EvaluationRequest.Item(name: Self.truthName, expression: $0, reduction: .none)
        } + axisItems, trains: trains, iterated: iteration, lattices: lattices)
  }

  /// The points of its lattice alone.
  package var pointsRequest: EvaluationRequest {
    EvaluationRequest(
      role: "sample", name: name, items: axisItems, trains: trains, iterated: iteration,
      lattices: lattices)
  }

  private var axisItems: [EvaluationRequest.Item] {
    latticeAxes.map {
      EvaluationRequest.Item(name: $0.item, expression: $0.points, reduction: .points)
    }
  }

  /// What the caption of a row is called among what is evaluated.
  package static func captionName(_ row: Int) -> String { "caption \(row)" }

  /// What their truth is called there.
  package static let truthName = "caption truth"
}

extension TextDefinition {
  package var request: EvaluationRequest {
    EvaluationRequest(
      role: "text", name: name,
      items: [
        EvaluationRequest.Item(name: "text", expression: scores, reduction: .nextWord(self))
      ], trains: trains)
  }
}

extension PlotDefinition {
  /// Whether a figure is marked on its axis.
  package var hasMarker: Bool { marker != nil }

  package var request: EvaluationRequest {
    var items: [EvaluationRequest.Item] = []
    func add(_ name: String, _ expression: ExpressionTree) {
      items.append(EvaluationRequest.Item(name: name, expression: expression, reduction: .none))
    }
    switch kind {
    case .scatter(let expression, let color):
      add("value", expression)
      if let color { add("color", color) }
    case .histogram(let values):
      for (name, expression) in values { add("value \(name)", expression) }
    case .lines(let curves, _):
      for (name, expression) in curves { add("line \(name)", expression) }
    }
    if let caption { add(Self.captionName, caption) }
    return EvaluationRequest(
      role: "plot", name: self.name, items: items + conditionItems, trains: trains)
  }

  /// One for each value of a histogram of several, with the condition, for where they are of sets that differ in length; none of
  /// other plots. Their draws are the same, so that a condition is one for all of them.
  package var separateRequests: [EvaluationRequest] {
    guard case .histogram(let values) = kind, values.count > 1 else { return [] }
    let conditions = conditionItems
    return request.items.dropLast(conditions.count).map { item in
      EvaluationRequest(role: "plot", name: name, items: [item] + conditions, trains: trains)
    }
  }

  /// What its caption is called among what is evaluated.
  package static let captionName = "caption"

  /// What says of each example which groups it is in.
  package var conditionItems: [EvaluationRequest.Item] {
    groups.map {
      EvaluationRequest.Item(name: "where \($0.key)", expression: $0.value, reduction: .none)
    }
  }
}

extension Model {
  /// Every expression that metrics, samples and plots evaluate.
  package func outputRequests() throws -> [EvaluationRequest] {
    try metricPlan().requests()
      + definition.outputs.samples.compactMap(\.spreadRequest)
      + definition.outputs.samples.map(\.request)
      + definition.outputs.texts.map(\.request)
      + definition.outputs.plots.map(\.request)
  }
}

extension Sequence<EvaluationRequest> {
  /// What is iterated for them.
  var iterated: [EvaluationRequest] {
    compactMap(\.iterationRequests).flatMap { [$0.initial, $0.next] }
  }
}
