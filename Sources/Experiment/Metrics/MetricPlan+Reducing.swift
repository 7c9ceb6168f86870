import Config

extension MetricPlan {
  /// Whether an expression has a part that is reduced over all examples, itself or in the values that it names. What is differentiated
  /// has none: it is of the examples that are computed at once.
  func reducesExamples(_ expression: ExpressionTree) -> Bool {
    var met: Set<String> = []
    return reducesExamples(expression, met: &met)
  }

  private func reducesExamples(_ expression: ExpressionTree, met: inout Set<String>) -> Bool {
    switch expression.kind {
    case .name(let name):
      guard definitions[name] == nil, let inner = named[name], met.insert(name).inserted else {
        return false
      }
      return reducesExamples(inner, met: &met)
    case .call("gradient", _, _): return false
    case .call(let function, let arguments, let keywords)
    where isReduction(function, arguments, keywords):
      return true
    case .number, .text, .member, .call, .list, .negate, .binary, .slice:
      return expression.children.contains { reducesExamples($0, met: &met) }
    }
  }

  /// Whether an expression may be wrong for some numbers of examples only, itself or in the values that it names: where it compares
  /// examples, takes some of them, or has as many rows as it says.
  package func countsExamples(_ expression: ExpressionTree) -> Bool {
    var met: Set<String> = []
    return countsExamples(expression, met: &met)
  }

  private func countsExamples(_ expression: ExpressionTree, met: inout Set<String>) -> Bool {
    switch expression.kind {
    case .name(let name):
      let inner = reduced[name]?.expression ?? named[name] ?? perExample[name]
      guard let inner, met.insert(name).inserted else { return false }
      return countsExamples(inner, met: &met)
    case .member(_, "batch"), .call("kid", _, _), .call("examples", _, _): return true
    case .call(_, _, let keywords) where keywords.contains(where: { $0.name == "count" }):
      return true
    case .number, .text, .member, .call, .list, .negate, .binary, .slice:
      return expression.children.contains { countsExamples($0, met: &met) }
    }
  }

  /// Whether an expression is the number of examples of a step.
  func isBatchSize(_ expression: ExpressionTree) -> Bool {
    guard case .name("batch_size") = expression.kind, named["batch_size"] == nil else {
      return false
    }
    return (try? params.number(expression)) == nil
  }

  /// Whether a call makes one number of all examples.
  func isReduction(
    _ function: String, _ arguments: [ExpressionTree], _ keywords: [ExpressionTree.Keyword]
  ) -> Bool {
    if let kind = Reduction.Kind(rawValue: function) {
      return kind == .frechet || Self.whole(arguments, keywords) != nil
    }
    return isLoss(function) && LossCall(function, arguments, keywords, at: nil).reduction != "none"
  }

  /// What `mean`, `sum`, `std` or `max` reduces over everything; `nil` where it is within each example or along an axis, and where
  /// the arguments are not those that it takes, which is told where it is composed.
  static func whole(
    _ arguments: [ExpressionTree], _ keywords: [ExpressionTree.Keyword]
  ) -> ExpressionTree? {
    let others = keywords.filter { $0.name != "x" }
    let wholes = arguments + keywords.filter { $0.name == "x" }.map(\.value)
    let isOfAll = others.allSatisfy { other in
      switch (other.name, other.value.kind) {
      case ("per", .name("all")), ("per", .text("all")): true
      default: false
      }
    }
    return wholes.count == 1 && others.count < 2 && isOfAll ? wholes[0] : nil
  }
}
