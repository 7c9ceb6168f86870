import Config
import Diagnostics
import Graph

extension Model {
  /// What to say of a sample that shows as a picture what a loss takes as its logits: most of them lie beyond black and white.
  ///
  /// Only what is plain is told of: `bce(net(x), data)`, and a sample of the same output of that network, whatever it is called
  /// with. Logits that an adversary gives, which no data is compared with, may be shown.
  func logitsShown(
    _ range: ValueRange, _ sample: String, _ expression: ExpressionTree
  ) -> Diagnostic? {
    let grid = definition.outputs.samples.first { $0.name == sample }
    guard !range.isFinite, let grid, grid.undo == nil,
      abs(grid.shown.black) <= 1, abs(grid.shown.white) <= 1,
      let output = definition.networkOutput(expression), definition.logitsOfData.contains(output)
    else { return nil }
    let text = expression.description.excerpt
    func number(_ bound: Double) -> String { CanonicalNumber.text(bound) }
    return Diagnostic(
      .logitsShown,
      "'\(text)' is what 'bce' takes as logits, and the sample '\(sample)' shows \(number(grid.shown.black)) "
        + "as black and \(number(grid.shown.white)) as white",
      at: expression.range, notes: [.init("'sigmoid(\(text))' is the picture that they stand for")])
  }

  /// What to say of logits that are compared with 0.5, which is the middle of probabilities; `nil` of what no loss takes as logits.
  func logitsHalved(_ value: ExpressionTree, at place: SourceRange?) -> Diagnostic? {
    guard let output = definition.networkOutput(definition.whole(value)),
      definition.logits(where: { _ in true }).contains(where: { logits in
        definition.networkOutput(definition.whole(logits)) == output
          && definition.mayBeOnePart(logits, value)
      })
    else { return nil }
    let text = value.description.excerpt
    return Diagnostic(
      .thresholdOutside,
      "'\(text)' is what 'bce' takes as logits, whose middle is 0, and not 0.5", at: place,
      notes: [.init("'sigmoid(\(text))' is the probability that they stand for")])
  }
}

extension ExperimentDefinition {
  /// The outputs of networks that a `bce` takes as the logits of data.
  fileprivate var logitsOfData: Set<String> {
    Set(logits(where: isData).compactMap { networkOutput(whole($0)) })
  }

  /// What a `bce` takes as logits of such targets.
  fileprivate func logits(where isMeant: (ExpressionTree) -> Bool) -> [ExpressionTree] {
    var found: [ExpressionTree] = []
    for call in expressions.flatMap(\.calls) {
      guard case .call("bce", let arguments, let keywords) = call.kind,
        !keywords.contains(where: { $0.name == "probabilities" })
      else { continue }
      func argument(_ name: String, at place: Int) -> ExpressionTree? {
        keywords.first { $0.name == name }?.value
          ?? (arguments.indices.contains(place) ? arguments[place] : nil)
      }
      guard let prediction = argument("prediction", at: 0),
        let target = argument("target", at: 1), isMeant(target)
      else { continue }
      // What comes out of a sigmoid counts by what went in.
      var logits = named(prediction)
      if case .call("sigmoid", let inner, _) = logits.kind, let first = inner.first {
        logits = first
      }
      found.append(logits)
    }
    return found
  }

  /// What a value is a part of, or itself.
  fileprivate func whole(_ value: ExpressionTree) -> ExpressionTree {
    var value = named(value)
    // What leads back to itself is told elsewhere.
    for _ in 0..<32 {
      guard case .slice(let base, _) = value.kind else { break }
      value = named(base)
    }
    return value
  }

  /// Whether two parts of one whole may be the same: not where `[0]` is taken of it and `[1]`.
  fileprivate func mayBeOnePart(_ first: ExpressionTree, _ second: ExpressionTree) -> Bool {
    guard case .slice(_, let own) = named(first).kind,
      case .slice(_, let other) = named(second).kind
    else { return true }
    return own.map(\.description) == other.map(\.description)
  }

  /// The output of a network that a value is, `decoder` or `encoder.mean`; `nil` where it is anything else.
  fileprivate func networkOutput(_ value: ExpressionTree) -> String? {
    let value = named(value)
    if case .call(let name, _, _) = value.kind { return networks[name] == nil ? nil : name }
    guard case .member(let base, let member) = value.kind else { return nil }
    return networkOutput(base).map { "\($0).\(member)" }
  }

  /// Whether a value is data as it comes.
  private func isData(_ value: ExpressionTree) -> Bool {
    let value = named(value)
    if case .name(let name) = value.kind { return data[name] != nil }
    guard case .member(let base, _) = value.kind, case .name(let name) = base.kind else {
      return false
    }
    return data[name] != nil
  }
}

extension ExperimentDefinition {
  /// What a name of `values` stands for, through all that are but names.
  func named(_ value: ExpressionTree) -> ExpressionTree {
    var value = value
    for _ in values {
      guard case .name(let name) = value.kind, let next = values[name] else { break }
      value = next
    }
    return value
  }
}
