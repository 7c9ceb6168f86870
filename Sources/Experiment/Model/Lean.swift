import Config
import Diagnostics
import Layers

/// Which way an update moves what a network gives: `-mean(D(fake))` raises it where it is minimized, `softplus(D(fake))` lowers it.
struct Lean {
  let update: UpdateDefinition
  /// The network that is called.
  let network: String
  /// The call with the values that it names written out, so that two of them can be compared.
  let call: String
  /// As it is written.
  let prediction: ExpressionTree
  let isRaised: Bool
  /// Whether it is a loss with a target: ``Pull`` tells of two of these.
  let isPull: Bool
  let place: SourceRange?
}

extension Pulls {
  /// The leans of an update.
  func leans(of update: UpdateDefinition) -> [Lean] {
    let isMaximized = if case .maximize = update.rule { true } else { false }
    let summands = Summands(definition: definition) {
      definition.losses[$0] != nil || definition.values[$0] != nil
    }
    return summands.split(update.rule.expression, sign: isMaximized ? -1 : 1).compactMap {
      guard let found = slope(of: $0.expression, summands) else { return nil }
      guard let network = network(namedBy: found.prediction) else { return nil }
      return Lean(
        update: update, network: network, call: writtenOut(found.prediction).description,
        prediction: found.prediction,
        isRaised: found.sign * $0.sign < 0, isPull: found.isPull,
        place: $0.place ?? found.prediction.range)
    }
  }

  /// Functions that grow with their first argument.
  private static let growing: Set<String> = [
    "mean", "sum", "relu", "softplus", "exp", "log", "sigmoid", "tanh", "sqrt",
  ]

  private struct Slope {
    let prediction: ExpressionTree
    /// 1 where the expression grows with it, −1 where it falls.
    let sign: Int
    var isPull = false
  }

  /// The one call of a network with which an expression grows or falls; `nil` where it does neither.
  private func slope(of expression: ExpressionTree, _ summands: Summands, depth: Int = 0) -> Slope?
  {
    guard depth < 64 else { return nil }
    func inner(_ part: ExpressionTree, _ sign: Int = 1) -> Slope? {
      slope(of: part, summands, depth: depth + 1).map {
        Slope(prediction: $0.prediction, sign: sign * $0.sign, isPull: $0.isPull)
      }
    }
    if network(namedBy: expression) != nil {
      return Slope(prediction: expression, sign: 1)
    }
    switch expression.kind {
    case .name(let name):
      return (definition.losses[name] ?? definition.values[name]).flatMap { inner($0) }
    case .negate(let part): return inner(part, -1)
    case .call(let function, let arguments, let keywords):
      if Self.growing.contains(function) { return arguments.first.flatMap { inner($0) } }
      return pulled(LossCall(function, arguments, keywords, at: expression.range), function)
    case .binary(.add, let a, let b):
      return isNumber(a) ? inner(b) : isNumber(b) ? inner(a) : nil
    case .binary(.subtract, let a, let b):
      return isNumber(a) ? inner(b, -1) : isNumber(b) ? inner(a) : nil
    case .binary(.multiply, let a, let b):
      if let factor = summands.number(a) { return inner(b, factor < 0 ? -1 : 1) }
      return summands.number(b).flatMap { inner(a, $0 < 0 ? -1 : 1) }
    case .binary(.divide, let a, let b):
      return summands.number(b).flatMap { inner(a, $0 < 0 ? -1 : 1) }
    default: return nil
    }
  }

  /// That of a loss which falls towards one side alone.
  private func pulled(_ loss: LossCall, _ function: String) -> Slope? {
    guard let prediction = loss.argument("prediction"), let written = loss.argument("target"),
      isNumber(written), let target = try? definition.scope.number(written)
    else { return nil }
    let middles = ["bce": 0.5, "hinge": 0, "wasserstein": 0]
    guard let middle = middles[function], target != middle else { return nil }
    return Slope(prediction: prediction, sign: target > middle ? -1 : 1, isPull: true)
  }

  /// Whether it is a number, of params at most.
  private func isNumber(_ expression: ExpressionTree) -> Bool {
    expression.names.allSatisfy { definition.scope.params[$0] != nil }
      && (try? definition.scope.number(expression)) != nil
  }
}
