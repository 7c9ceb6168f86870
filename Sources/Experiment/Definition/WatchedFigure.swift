import Config
import Diagnostics

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

  /// A loss that an update minimizes.
  init(minimized name: String) {
    (self.name, isMaximized, range) = (name, false, nil)
  }

  /// Whether a value is better than the best so far; what is no number is never.
  public func isBetter(_ value: Double, than best: Double?) -> Bool {
    guard let best else { return !value.isNaN }
    return isMaximized ? value > best : value < best
  }
}

extension ExperimentDefinition {
  /// The figures of which it is known what is better: what the best checkpoint and the end of training go by, and the
  /// loss of the only update. Where several updates have a part in it, a lower loss may be the other one's doing.
  public var goals: [WatchedFigure] {
    guard let train else { return [] }
    var goals: [WatchedFigure] = []
    let updates = train.stages.flatMap(\.updates)
    var known = [outputs.checkpointsBest, train.stop?.figure].compactMap(\.self)
    if updates.count == 1, case .minimize(let expression) = updates[0].rule,
      case .name(let loss) = expression.kind
    {
      known.append(WatchedFigure(minimized: loss))
    }
    for goal in known where !goals.contains(where: { $0.name == goal.name }) { goals.append(goal) }
    return goals
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
