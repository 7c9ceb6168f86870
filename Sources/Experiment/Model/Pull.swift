import Config
import Diagnostics
import Layers

/// A loss that pulls what a network gives towards one number: `bce(D(fake), 1)`.
struct Pull {
  let update: UpdateDefinition
  /// The network that is called.
  let network: String
  /// The call with the values that it names written out, so that two of them can be compared.
  let call: String
  /// As it is written.
  let prediction: ExpressionTree
  let target: Double
  let sign: Int
  let place: SourceRange?
}

/// Finds the pulls of an update.
struct Pulls {
  let definition: ExperimentDefinition

  func all(of update: UpdateDefinition) -> [Pull] {
    let isMaximized = if case .maximize = update.rule { true } else { false }
    let summands = Summands(definition: definition) {
      definition.losses[$0] != nil || definition.values[$0] != nil
    }
    return summands.split(update.rule.expression, sign: isMaximized ? -1 : 1).compactMap {
      pull($0, update, summands)
    }
  }

  private func pull(_ summand: Summand, _ update: UpdateDefinition, _ summands: Summands) -> Pull? {
    guard case .call(let function, let arguments, let keywords) = summand.expression.kind else {
      return nil
    }
    if ["mean", "sum"].contains(function), let inner = arguments.first {
      return pull(
        Summand(expression: inner, sign: summand.sign, place: summand.place), update, summands)
    }
    guard LossCatalogue.has(function) else { return nil }
    let loss = LossCall(function, arguments, keywords, at: summand.expression.range)
    guard let prediction = loss.argument("prediction"), let written = loss.argument("target"),
      written.names.allSatisfy({ definition.scope.params[$0] != nil }),
      let target = try? definition.scope.number(written)
    else { return nil }
    let call = writtenOut(prediction)
    guard let network = network(of: call) else { return nil }
    return Pull(
      update: update, network: network, call: call.description, prediction: prediction,
      target: target, sign: summand.sign, place: summand.place ?? prediction.range)
  }

  /// The network whose call, or a part of it, an expression is.
  func network(of expression: ExpressionTree) -> String? {
    switch expression.kind {
    case .call(let name, _, _): definition.networks[name] == nil ? nil : name
    case .member(let base, _): network(of: base)
    default: nil
    }
  }

  /// The same, where values stand in the place of their names.
  func network(namedBy expression: ExpressionTree, depth: Int = 0) -> String? {
    switch expression.kind {
    case .name(let name) where depth < 32:
      definition.values[name].flatMap { network(namedBy: $0, depth: depth + 1) }
    case .member(let base, _) where depth < 32: network(namedBy: base, depth: depth + 1)
    default: network(of: expression)
    }
  }

  /// The expression with values in the place of their names, as far as that stays short.
  func writtenOut(_ expression: ExpressionTree) -> ExpressionTree {
    var known: [String: ExpressionTree] = [:]
    return writtenOut(expression, depth: 0, &known)
  }

  /// - Parameter known: what was found of names, each of which is written out once.
  private func writtenOut(
    _ expression: ExpressionTree, depth: Int, _ known: inout [String: ExpressionTree]
  ) -> ExpressionTree {
    if case .name(let name) = expression.kind, depth < 32, let value = definition.values[name] {
      if let found = known[name] { return found }
      let inner = writtenOut(value, depth: depth + 1, &known)
      let found = inner.description.utf8.count < 4_000 ? inner : expression
      known[name] = found
      return found
    }
    // What a function of the file comes to, not how it is called.
    return ExpressionTree(
      expression.mapChildren { writtenOut($0, depth: depth + 1, &known) }.kind,
      range: expression.range)
  }
}
