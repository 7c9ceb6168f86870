import Config
import Diagnostics
import Layers
import OrderedCollections

extension Model {
  /// Warns of losses that compare what a network tells of words with those that follow, `cross_entropy(model(review[:-1]), review[1:])`,
  /// where its places see them. Where texts are drawn, the same is told of these.
  func checkNextWords(_ problems: inout DiagnosticList) {
    guard let train = definition.train, definition.outputs.texts.isEmpty else { return }
    let updates = train.stages.flatMap(\.updates).map(\.rule.expression)
    let written = Array(definition.values.values) + Array(definition.losses.values)
    for expression in written + updates {
      for loss in comparisons(in: expression) {
        if let problem = seenWords(loss) { problems.add(problem) }
      }
    }
  }

  /// The calls of `cross_entropy` in an expression as it is written.
  private func comparisons(in expression: ExpressionTree) -> [LossCall] {
    let inner = expression.children.flatMap { comparisons(in: $0) }
    guard case .call("cross_entropy", let arguments, let keywords) = expression.kind else {
      return inner
    }
    return [LossCall("cross_entropy", arguments, keywords, at: expression.range)] + inner
  }

  private func seenWords(_ loss: LossCall) -> Diagnostic? {
    let pulls = Pulls(definition: definition)
    guard let scores = loss.argument("prediction"), let target = loss.argument("target"),
      let told = part(pulls.writtenOut(target)), told.from == 1, told.to == nil,
      case .call(let network, let arguments, let keywords) = pulls.writtenOut(scores).kind,
      arguments.count + keywords.count == 1,
      let input = arguments.first ?? keywords.first?.value,
      let read = part(input), read.of == told.of, read.from == nil, read.to == -1,
      let layer = definition.networks[network]?.lookingAhead
    else { return nil }
    return Diagnostic(
      .nextWordSeen,
      "each place of '\(network).\(layer.name)' sees the words after it, which '\(scores.description.excerpt)' is to tell, so it learns to copy them",
      at: layer.range, notes: [.init(layer.advice)])
  }

  /// What a slice along the first axis is of, and its bounds: `review[:-1]`.
  private func part(_ expression: ExpressionTree) -> (of: String, from: Double?, to: Double?)? {
    guard case .slice(let base, let subscripts) = expression.kind, subscripts.count == 1,
      case .range(let from, let to) = subscripts[0]
    else { return nil }
    func bound(_ written: ExpressionTree?) -> Double? {
      written.flatMap { try? definition.scope.number($0) }
    }
    return (base.description, bound(from), bound(to))
  }
}
