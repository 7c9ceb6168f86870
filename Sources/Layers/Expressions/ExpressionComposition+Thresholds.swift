import Config
import Diagnostics
import Graph

extension ExpressionComposition {
  /// Warns where a number is compared with what always lies on one side of it, as what comes out of a sigmoid does with 0.
  func warnOfThreshold(
    _ value: Tensor, _ written: ExpressionTree, comparedWith other: Term,
    _ expression: ExpressionTree
  ) {
    guard case .number(let number) = other else { return }
    guard let reach = reach(of: value.value) else {
      if number == 0.5, !context.range(of: value.value).isFinite {
        context.halves.append((written, expression.range))
      }
      return
    }
    guard number <= reach.low || number >= reach.high else { return }
    let side = number <= reach.low ? "below" : "above"
    context.keep(
      Diagnostic(
        .thresholdOutside,
        "\(written.text.excerpt) comes out of a \(reach.name), from \(CanonicalNumber.text(reach.low)) to "
          + "\(CanonicalNumber.text(reach.high)), and is never \(side) \(CanonicalNumber.text(number)); the middle is "
          + CanonicalNumber.text((reach.low + reach.high) / 2), at: expression.range))
  }

  /// Between what a value lies that comes out of a sigmoid, softmax or tanh as it stands, perhaps a part of it.
  private func reach(of value: Value) -> (low: Double, high: Double, name: String)? {
    if context.softmaxInputs[value] != nil { return (0, 1, "softmax") }
    let node = builder.graph.nodes[value.node]
    switch node.operation {
    case is Sigmoid: return (0, 1, "sigmoid")
    case is Tanh: return (-1, 1, "tanh")
    case is Reshape, is Slice, is Broadcast: return reach(of: node.inputs[0])
    default: return nil
    }
  }
}
