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
  }

  /// What random numbers are keyed by: `metric`, `sample`.
  package let role: String
  /// What is evaluated, for diagnostics and random streams.
  package let name: String
  package let items: [Item]
  package let trains: Bool
  /// The sample whose iterated values the expressions may name.
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
  /// What metrics of one mode evaluate.
  package static func metrics(_ items: [Item], trains: Bool) -> EvaluationRequest {
    EvaluationRequest(
      role: "metric", name: trains ? "metrics in training mode" : "metrics", items: items,
      trains: trains)
  }

  /// What metrics of each mode evaluate, as far as there are some.
  static func metrics(_ items: (_ trains: Bool) -> [Item]) -> [EvaluationRequest] {
    [false, true].compactMap { trains in
      let own = items(trains)
      return own.isEmpty ? nil : metrics(own, trains: trains)
    }
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
        }
        + latticeAxes.map {
          EvaluationRequest.Item(name: $0.item, expression: $0.points, reduction: .points)
        }, trains: trains, iterated: iteration, lattices: lattices)
  }

  /// What the caption of a row is called among what is evaluated.
  package static func captionName(_ row: Int) -> String { "caption \(row)" }

  /// What their truth is called there.
  package static let truthName = "caption truth"

  /// How the iterated values begin, and what becomes of them each time; `nil` where there are none.
  package var iterationRequests: (initial: EvaluationRequest, next: EvaluationRequest)? {
    guard let iteration else { return nil }
    func request(
      _ expressions: OrderedDictionary<String, ExpressionTree>, _ role: String,
      _ iterated: IterationDefinition?
    ) -> EvaluationRequest {
      EvaluationRequest(
        role: role, name: name,
        items: expressions.map {
          EvaluationRequest.Item(name: $0.key, expression: $0.value, reduction: .none)
        }, trains: trains, iterated: iterated)
    }
    return (request(iteration.initial, "init", nil), request(iteration.next, "next", iteration))
  }
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
    let reductions = try metricPlan().reductions
    return EvaluationRequest.metrics { trains in
      reductions.indices.filter { reductions[$0].part.trains == trains }.map {
        reductions[$0].item("\($0)")
      }
    }
      + definition.outputs.samples.compactMap(\.spreadRequest)
      + definition.outputs.samples.map(\.request)
      + definition.outputs.texts.map(\.request)
      + definition.outputs.plots.map(\.request)
  }
}
