import Diagnostics

/// Which of the values that a figure had is asked for.
public enum FigureMoment: Hashable, Sendable {
  case last
  /// Where it is known what is better.
  case best
  /// The last one up to a step.
  case step(Int)

  /// - Parameter word: `last`, `best`, or a step.
  /// - Throws: what is none of them.
  public init(_ word: String) throws {
    switch word {
    case "last": self = .last
    case "best": self = .best
    default:
      guard let step = Int(word), step >= 0 else {
        throw Diagnostic(
          "'\(word.excerpt)' is no moment; write 'last', 'best' or a step, such as 500", at: nil)
      }
      self = .step(step)
    }
  }

  /// As tables have it.
  var title: String {
    switch self {
    case .last: "last"
    case .best: "best"
    case .step(let step): "step \(step)"
    }
  }

  /// - Throws: figures that are asked for, where none of those that there are is called so.
  static func check(_ wanted: [String], among known: [String]) throws {
    guard let unknown = wanted.first(where: { !known.contains($0) }) else { return }
    throw Diagnostic(
      "there is no figure '\(unknown.excerpt)'\(Suggestion.phrase(for: unknown, among: known))",
      at: nil,
      notes: known.isEmpty ? [] : [.init("the figures are \(known.joined(separator: ", "))")])
  }
}

extension RunFigures.Figure {
  /// What it was at a moment, with its epoch, or its step where there are no epochs; `nil` where it had no value then.
  ///
  /// - Parameter isMaximized: whether more is better; without it there is no best.
  func value(at moment: FigureMoment, isMaximized: Bool?) -> (value: Double, place: Int)? {
    switch moment {
    case .last: points.last.map { (value: $0.value, place: $0.place) }
    case .best: isMaximized.flatMap { $0 ? highest : lowest }
    case .step(let step):
      points.last(where: { $0.step <= step }).map { (value: $0.value, place: $0.place) }
    }
  }
}
