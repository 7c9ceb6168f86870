import Config
import Datasets
import Diagnostics
import Layers

extension Model {
  /// Adds errors for metrics and plots that differentiate a mean with respect to the examples that it is over, and warnings for updates.
  func checkGradients(_ problems: inout DiagnosticList) {
    var metrics = MeanGradients(model: self, owner: "metric")
    for metric in definition.metrics {
      for expression in [metric.value] + (metric.iteration?.expressions ?? []) {
        metrics.look(at: expression)
      }
    }
    var plots = MeanGradients(model: self, owner: "plot")
    for item in definition.outputs.plots.flatMap(\.request.items) {
      plots.look(at: item.expression)
    }
    var updates = MeanGradients(model: self, owner: nil)
    for update in (definition.train?.stages ?? []).flatMap(\.updates) {
      updates.look(at: update.rule.expression)
    }
    for problem in metrics.found + plots.found + updates.found { problems.add(problem) }
  }
}

/// Finds gradients of means with respect to the examples that are computed at once: each example's share is less the more they are. What
/// is of all examples of a split would go with that, and the length of a gradient in training goes with the size of a batch; a sum gives
/// each its own.
private struct MeanGradients {
  let model: Model
  /// What is of all examples: "metric"; `nil` of training.
  let owner: String?
  private(set) var found: [Diagnostic] = []
  private var met: Set<String> = []

  init(model: Model, owner: String?) {
    self.model = model
    self.owner = owner
  }

  private var definition: ExperimentDefinition { model.definition }

  /// - Parameter isSigned: whether but the sign is taken of it, which a share has as well.
  mutating func look(at expression: ExpressionTree, isSigned: Bool = false) {
    switch expression.kind {
    case .name(let name):
      guard let inner = meaning(of: name), met.insert("\(name) \(isSigned)").inserted else {
        return
      }
      look(at: inner, isSigned: isSigned)
    case .call("gradient", let arguments, let keywords):
      func argument(_ name: String, at place: Int) -> ExpressionTree? {
        keywords.first { $0.name == name }?.value
          ?? (arguments.indices.contains(place) ? arguments[place] : nil)
      }
      if !isSigned, let number = argument("of", at: 0), let value = argument("to", at: 1),
        isMean(number), isOfExamples(value)
      {
        found.append(share(at: expression.range))
      }
      look(atPartsOf: expression, isSigned: false)
    case .call("sign", _, _), .call("argmax", _, _): look(atPartsOf: expression, isSigned: true)
    case .binary(.less, let a, let b), .binary(.lessOrEqual, let a, let b),
      .binary(.greater, let a, let b), .binary(.greaterOrEqual, let a, let b):
      let isSign = [a, b].contains { if case .number(0) = $0.kind { true } else { false } }
      look(atPartsOf: expression, isSigned: isSign)
    // A gradient by its own length is the same of any share of it.
    case .binary(.divide, let a, let b) where hasGradient(a) && hasGradient(b): return
    // A share times the size of the batch is each example's own.
    case .binary(.multiply, let a, let b) where undoesShare(a, b): return
    case .negate, .slice, .member, .binary(.multiply, _, _), .binary(.divide, _, _):
      look(atPartsOf: expression, isSigned: isSigned)
    case .number, .text, .call, .list, .binary: look(atPartsOf: expression, isSigned: false)
    }
  }

  private func share(at range: SourceRange?) -> Diagnostic {
    let share =
      "the gradient of a mean has a share of each example that is less the more are computed at once"
    let advice = "the gradient of sum(…), or of a loss with 'reduction=sum', is each one's own"
    guard let owner else { return Diagnostic(.meanGradient, "\(share); \(advice)", at: range) }
    return Diagnostic("\(share), and a \(owner) is of all examples; \(advice)", at: range)
  }

  private mutating func look(atPartsOf expression: ExpressionTree, isSigned: Bool) {
    for part in expression.children { look(at: part, isSigned: isSigned) }
  }

  private func meaning(of name: String) -> ExpressionTree? {
    definition.values[name] ?? definition.losses[name]
  }

  /// Whether one of two factors is the size of the batch, which metrics and plots may not name.
  private func undoesShare(_ a: ExpressionTree, _ b: ExpressionTree) -> Bool {
    owner == nil
      && [a, b].contains { if case .name("batch_size") = $0.kind { true } else { false } }
  }

  private func hasGradient(_ expression: ExpressionTree) -> Bool {
    var met: Set<String> = []
    return hasGradient(expression, &met)
  }

  private func hasGradient(_ expression: ExpressionTree, _ met: inout Set<String>) -> Bool {
    switch expression.kind {
    case .name(let name):
      guard let inner = meaning(of: name), met.insert(name).inserted else { return false }
      return hasGradient(inner, &met)
    case .call("gradient", _, _): return true
    case .number, .text, .member, .call, .list, .negate, .binary, .slice:
      for part in expression.children {
        if hasGradient(part, &met) { return true }
      }
      return false
    }
  }

  /// Whether a number is a mean over examples, or a sum of such.
  private func isMean(_ expression: ExpressionTree) -> Bool {
    var met: Set<String> = []
    return isMean(expression, &met)
  }

  /// - Parameter met: the names that were followed, each once.
  private func isMean(_ expression: ExpressionTree, _ met: inout Set<String>) -> Bool {
    switch expression.kind {
    case .name(let name):
      guard let inner = meaning(of: name), met.insert(name).inserted else { return false }
      return isMean(inner, &met)
    case .negate(let inner): return isMean(inner, &met)
    case .binary(.multiply, let a, let b) where undoesShare(a, b): return false
    case .binary(_, let a, let b): return isMean(a, &met) || isMean(b, &met)
    case .call(let function, let arguments, let keywords):
      if ["mean", "std"].contains(function) {
        return MetricPlan.whole(arguments, keywords) != nil
      }
      guard LossCatalogue.has(function) else { return false }
      let reduction = LossCall(function, arguments, keywords, at: nil).reduction ?? "mean"
      return ["mean", "batchmean"].contains(reduction)
    case .number, .text, .member, .list, .slice: return false
    }
  }

  /// Whether a value is made of examples of a set, or of draws for each of them.
  private func isOfExamples(_ expression: ExpressionTree) -> Bool {
    var met: Set<String> = []
    return isOfExamples(expression, &met)
  }

  private func isOfExamples(_ expression: ExpressionTree, _ met: inout Set<String>) -> Bool {
    switch expression.kind {
    case .name(let name):
      if definition.data[name] != nil { return model.descriptions[name]?.isConstant != true }
      guard let inner = meaning(of: name), met.insert(name).inserted else { return false }
      return isOfExamples(inner, &met)
    case .call(let function, _, let keywords)
    where ["normal", "uniform"].contains(function)
      && !keywords.contains(where: { ["count", "like"].contains($0.name) }):
      return true
    case .number, .text, .member, .call, .list, .negate, .binary, .slice:
      for part in expression.children {
        if isOfExamples(part, &met) { return true }
      }
      return false
    }
  }
}
