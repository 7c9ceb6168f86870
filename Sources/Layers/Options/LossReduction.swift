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
    let kept = try counting.map { try losses * $0 } ?? losses
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
        try kept.sum() * (kept.shape.rank == 0 ? 1 : 1 / Double(max(kept.shape[0], 1)))
      case .sum: try kept.sum()
      case .none: kept
      }
    return .value(result.value)
  }
}

extension Arguments {
  /// The prediction and the target, which may be one number.
  ///
  /// - Throws: `ShapeMismatch`, where their examples are of different shapes: a mean over what was stretched
  ///   to fit would be silently another loss. One example (a variable) goes with each of a batch.
  func pair() throws -> (prediction: Tensor, target: Tensor) {
    let (prediction, target) = (try tensor("prediction"), try tensor("target"))
    let (a, b) = (prediction.shape.extents, target.shape.extents)
    let fits =
      a.isEmpty || b.isEmpty
      || (a.dropFirst() == b.dropFirst() && (a[0] == b[0] || a[0] == 1 || b[0] == 1))
    guard fits else {
      throw ShapeMismatch(
        "the prediction is \(prediction.exampleDescription), the target \(target.exampleDescription)"
      )
    }
    return (prediction, target)
  }

  enum Squashing: String { case sigmoid, softmax }

  /// What went into the sigmoid or softmax that made `prediction`; `nil` where none did.
  func logits(of prediction: Tensor, before squashing: Squashing) -> Tensor? {
    let node = builder.graph.nodes[prediction.value.node]
    let input: Value? =
      switch squashing {
      case .sigmoid: node.operation is Sigmoid ? node.inputs[0] : nil
      case .softmax: context.softmaxInputs[prediction.value]
      }
    guard let input else { return nil }
    context.remark(
      "\(function.name) uses what went into the \(squashing) of \(node.origin.path)", at: range)
    return Tensor(input, builder)
  }
}
