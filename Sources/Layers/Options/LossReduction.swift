import Config
import Graph

/// How the losses of single numbers become one number.
enum LossReduction: String, CaseIterable {
  /// The mean over everything.
  case mean
  /// The sum over each example, averaged over the batch.
  case batchmean
  /// The sum over everything.
  case sum
  /// As they are.
  case none

  static let field = Field(
    "reduction", .choice(allCases.map(\.rawValue)), .standard("mean"),
    "`mean` over everything, `batchmean` (summed over each example, averaged over the batch), `sum`, or `none`."
  )

  /// - Parameter counting: 1 where a number counts, else 0; `mean` divides by how many do.
  static func apply(
    _ losses: Tensor, counting: Tensor? = nil, _ arguments: Arguments
  ) throws -> Term {
    // What does not count may be infinite.
    let kept = try counting.map { try $0.select(losses, $0) } ?? losses
    let reduction = LossReduction(rawValue: arguments.word("reduction")) ?? .mean
    let result: Tensor =
      switch reduction {
      case .mean:
        if let counting {
          try kept.sum() / counting.sum().maximum(1)
        } else {
          try kept.mean()
        }
      case .batchmean:
        try kept.sum() * (kept.batch == .none ? 1 : 1 / Double(max(kept.shape[0], 1)))
      case .sum: try kept.sum()
      case .none: kept
      }
    if reduction != .none, kept.batch == .many {
      arguments.context.reducedLosses[result.value] = arguments.function.name
    }
    return .value(result)
  }
}
