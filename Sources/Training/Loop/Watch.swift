import Diagnostics
import Experiment

extension TrainingProgress {
  /// How a figure went that something goes by.
  public struct Watch: Equatable, Sendable {
    public let figure: String
    public var best: Double?
    /// The steps of the whole run that were complete when it was at its best.
    public var step = 0
    /// Evaluations since then.
    public var misses = 0
    /// Whether training has ended for it.
    public var isOver = false

    init(_ figure: WatchedFigure) { self.figure = figure.name }

    /// Takes in the figure of an evaluation; says whether it is better than any before.
    mutating func take(_ value: Double, of figure: WatchedFigure, after steps: Int) -> Bool {
      guard figure.isBetter(value, than: best) else {
        misses += 1
        return false
      }
      (best, step, misses) = (value, steps, 0)
      return true
    }
  }
}

extension TrainingProgress.Watch {
  var json: JSON {
    .object([
      .init("figure", .string(figure)), .init("best", best.map { .number($0) } ?? .null),
      .init("step", .integer(step)), .init("misses", .integer(misses)),
      .init("over", .boolean(isOver)),
    ])
  }

  /// - Throws: `Diagnostic`, where it is not what ``json`` writes.
  init(_ json: JSON, file: String) throws {
    guard case .string(let figure)? = json["figure"], case .integer(let step)? = json["step"],
      case .integer(let misses)? = json["misses"], case .boolean(let isOver)? = json["over"],
      (0...1 << 53).contains(step), (0...1 << 53).contains(misses)
    else {
      throw Diagnostic("what the checkpoint '\(file)' says of its best figure is damaged", at: nil)
    }
    self.figure = figure
    best = json["best"]?.double
    self.step = step
    self.misses = misses
    self.isOver = isOver
  }
}
