import Config
import Diagnostics
import OrderedCollections

/// A figure of the log that is to become small, or large: `minimize: test_loss`.
public struct WatchedFigure: Sendable {
  /// A metric or a loss.
  public let name: String
  public let isMaximized: Bool
  public let range: SourceRange?

  /// - Throws: `Diagnostic`, where not exactly one of the two is given.
  init(_ fields: Fields) throws {
    let given = ["minimize", "maximize"].filter { fields.has($0) }
    guard let key = given.first, given.count == 1 else {
      throw Diagnostic(
        given.isEmpty
          ? "say which figure: 'minimize: test_loss', or 'maximize: accuracy'"
          : "both 'minimize' and 'maximize' are given; keep one", at: fields.range)
    }
    name = fields.text(key)
    isMaximized = key == "maximize"
    range = fields.range(of: key)
  }

  /// What an update minimizes, as the log calls it.
  init(minimized name: String) { self.init(name, isMaximized: false) }

  /// A figure of which what is better is not written, but known.
  init(_ name: String, isMaximized: Bool) {
    (self.name, self.isMaximized, range) = (name, isMaximized, nil)
  }

  /// Whether a value is better than the best so far; what is no number is never.
  public func isBetter(_ value: Double, than best: Double?) -> Bool {
    guard let best else { return !value.isNaN }
    return isMaximized ? value > best : value < best
  }
}

extension ExperimentDefinition {
  /// The figures of which it is known what is better: what the best checkpoint and the end of training go by, and what
  /// the only update minimizes. Where several updates have a part in it, a lower loss may be the other one's doing, and
  /// where what is minimized is another sum at each step or in each round, its weights'.
  public var goals: [WatchedFigure] {
    guard let train else { return [] }
    var goals: [WatchedFigure] = []
    let updates = train.stages.flatMap(\.updates)
    var known = [outputs.checkpointsBest, train.stop?.figure].compactMap(\.self)
    if updates.count == 1, let name = minimizedFigure(of: updates[0]) {
      known.append(WatchedFigure(minimized: name))
    }
    for goal in known where !goals.contains(where: { $0.name == goal.name }) { goals.append(goal) }
    return goals
  }

  /// The figures of which it is known what is better: goals; a loss that the only update maximizes; metrics that are one of
  /// these of other examples; and those that tell it by what they are, such as an accuracy.
  public var directions: [WatchedFigure] {
    var known = goals
    let updates = (train?.stages ?? []).flatMap(\.updates)
    if updates.count == 1, case .maximize(let expression) = updates[0].rule,
      case .name(let loss) = expression.kind, losses[loss] != nil
    {
      known.append(WatchedFigure(loss, isMaximized: true))
    }
    let measured = measuredLosses
    for metric in metrics {
      let loss = measured[metric.name].flatMap { loss in known.first { $0.name == loss } }
      if let isMaximized = loss?.isMaximized ?? MetricDirection.isMaximized(metric) {
        known.append(WatchedFigure(metric.name, isMaximized: isMaximized))
      }
    }
    // What the file says goes before what is known otherwise.
    return known.reduce(into: []) { all, figure in
      if !all.contains(where: { $0.name == figure.name }) { all.append(figure) }
    }
  }

  /// What the log calls that which an update minimizes; `nil` where it has no figure of it, or it is another sum at each step.
  private func minimizedFigure(of update: UpdateDefinition) -> String? {
    guard case .minimize(let expression) = update.rule, moments(readBy: expression).isEmpty
    else { return nil }
    return figure(of: update)
  }

  /// What the log calls that which an update minimizes or maximizes: a loss, or the update's own figure where it is a sum or
  /// anything else that is no single loss. `nil` where the log has no figure of it.
  private func figure(of update: UpdateDefinition) -> String? {
    if case .assign = update.rule { return nil }
    if case .name(let loss) = update.rule.expression.kind, losses[loss] != nil { return loss }
    // A loss of the update's name has its place in the log.
    return losses[update.name] == nil ? update.name : nil
  }

  /// What the log may have: metrics, losses, and what updates minimize or maximize that is no single loss.
  var figures: [String] {
    let updates = (train?.stages ?? []).flatMap(\.updates)
    return Array(
      OrderedSet(metrics.map(\.name) + losses.keys + updates.compactMap { figure(of: $0) }))
  }

  /// Which numbers that change while it trains an expression reads, itself or in what it names: `step` and `epoch` of the
  /// running step, and the values of rounds.
  func moments(readBy expression: ExpressionTree) -> Set<String> {
    var (open, seen) = ([expression], Set<String>())
    var moments: Set<String> = []
    while let next = open.popLast() {
      // What a function takes as a word, 'per=step', is no name by now.
      for name in next.names where seen.insert(name).inserted {
        let isRunning = ["step", "epoch"].contains(name) && places[name] == nil
        if isRunning || train?.rounds[name] != nil { moments.insert(name) }
        if let named = values[name] ?? losses[name] { open.append(named) }
      }
    }
    return moments
  }
}

/// When training ends before its length: a figure has not become better for so many evaluations.
public struct StopDefinition: Sendable {
  public let figure: WatchedFigure
  /// In evaluations.
  public let patience: Int

  init(_ fields: Fields) throws {
    figure = try WatchedFigure(fields)
    patience = fields.integer("patience")
  }
}
