import Config
import Diagnostics
import Graph
import Tensors

/// What losses of logits are told of their prediction.
extension Arguments {
  /// What went into the sigmoid or softmax that made `prediction`, perhaps under another shape; `nil` where none did.
  func logits(of prediction: Tensor, before squashing: Squashing) throws -> Tensor? {
    guard let (input, node) = try context.squashed(prediction, by: squashing) else {
      try expectLogits(prediction, of: squashing)
      return nil
    }
    context.remark(
      "\(function.name) uses what went into the \(squashing) of \(node.origin.path)", at: range)
    return input
  }

  /// Warns of logits that something keeps within bounds. Data in their place is told of as that.
  private func expectLogits(_ prediction: Tensor, of squashing: Squashing) throws {
    let range = context.range(of: prediction.value)
    if let layer = bound(of: prediction) {
      warn(
        .boundedLogits,
        "\(function.name) takes logits, of any sign and size, and what comes out of a \(layer.name) is never \(layer.limit): "
          + "leave the \(layer.name) out", at: "prediction")
    } else if squashing == .sigmoid, try context.squashed(prediction, by: .softmax) != nil {
      warn(
        .probabilitiesAsLogits,
        "\(function.name) takes this as logits, though it comes out of a softmax; the loss of classes is cross_entropy",
        at: "prediction")
    } else if range.isWithin(0, 1), !range.isConstant, try targetFirst() == nil,
      builder.graph.field(behind: prediction.value) == nil
    {
      warn(
        .probabilitiesAsLogits,
        "\(function.name) takes this as logits, though it lies in 0 to 1; where it holds probabilities, say "
          + "'probabilities=true'", at: "prediction")
    }
  }

  /// Warns of what is said to be probabilities, and comes out of a function that makes none of this kind.
  func expectProbabilities(_ prediction: Tensor, of squashing: Squashing) {
    guard let layer = bound(of: prediction), layer.name != squashing.rawValue else { return }
    warn(
      .boundedLogits,
      "what comes out of a \(layer.name) \(squashing == .softmax ? "does not add up to 1 over the classes" : "is no probability"): "
        + "leave the \(layer.name) and 'probabilities=true' out", at: "prediction")
  }

  /// Warns of a logarithm of a variance that is never below 0, so that no deviation is below 1: a variance itself, or what comes out of a relu.
  /// A logarithm may be meant so, as that of 1 and a square.
  func expectLogarithm(_ name: String) throws {
    let value = try tensor(name).value
    let range = context.range(of: value)
    guard range.low >= 0, !range.isConstant, builder.graph.field(behind: value) == nil,
      !builder.graph.isMade(value, by: { $0 is Log })
    else { return }
    warn(
      .boundedLogits,
      "\(function.name) takes the logarithm of the variance, of any sign, and this is never below 0: a variance is given as log(…), a deviation as 2 * log(…)",
      at: name)
  }

  /// The function of a last layer that keeps a value within bounds, perhaps under another shape; `nil` where none does.
  private func bound(of value: Tensor) -> (name: String, limit: String)? {
    let node = origin(of: value.value)
    switch node.operation {
    case is Sigmoid: return ("sigmoid", "below 0 or above 1")
    case is Tanh: return ("tanh", "below -1 or above 1")
    case is Maximum:
      let other = context.range(of: node.inputs[1])
      // Of data, it is no layer's.
      guard other.isConstant, other.low == 0, builder.graph.field(behind: node.inputs[0]) == nil
      else { return nil }
      return ("relu", "below 0")
    default: return nil
    }
  }
}
