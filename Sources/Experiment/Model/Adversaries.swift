import Config
import Diagnostics
import Layers

/// Which examples the judges of adversarial networks learn from: a network that nobody means to be judged so is told of.
///
/// Only what is plain is told: calls `D(G(x))` and `D(x)` of networks that updates change, with sets of the data as they stand.
struct Adversaries {
  private let definition: ExperimentDefinition
  private let updates: [UpdateDefinition]
  private let trained: Set<String>

  init(_ definition: ExperimentDefinition, _ updates: [UpdateDefinition]) {
    self.definition = definition
    self.updates = updates.filter { if case .assign = $0.rule { false } else { true } }
    trained = Set(updates.flatMap(\.targets).filter { definition.networks[$0] != nil })
  }

  /// Networks that are to fool a judge which learns from what others make, and never from what they make.
  func unjudged(_ pulls: [Pull]) -> [Diagnostic] {
    pulls.compactMap { pull in
      guard pull.sign > 0, trained.contains(pull.network),
        !pull.update.targets.contains(pull.network)
      else { return nil }
      let makers = makers(of: calls(of: pull.network, in: pull.prediction))
      let judged = self.makers(of: lessons(of: pull.network))
      guard let maker = makers.intersection(pull.update.targets).min(),
        let other = judged.min(), makers.isDisjoint(with: judged)
      else { return nil }
      return Diagnostic(
        .opposedLosses,
        "'\(maker)' is to fool '\(pull.network)', which learns to tell what '\(other)' makes and never sees there what '\(maker)' makes",
        at: pull.place)
    }
  }

  /// Judges that tell what a network makes of a set from that set, although another network takes it in the place of another set: the sets
  /// of two judges are exchanged.
  func exchanged() -> [Diagnostic] {
    trained.sorted().compactMap { judge in
      let lessons = lessons(of: judge)
      let real = lessons.filter { makers(of: [$0]).isEmpty }.flatMap(\.self)
      guard let own = real.first.flatMap({ dataSet($0) }), real.allSatisfy({ dataSet($0) == own })
      else {
        return nil
      }
      for maker in trained.sorted() where maker != judge && makes(maker, of: own, in: lessons) {
        guard let other = place(of: maker, besides: [judge, maker], own),
          !makes(maker, of: other.set, in: lessons)
        else { continue }
        return Diagnostic(
          .opposedLosses,
          "'\(judge)' tells \(maker)(\(own)) from '\(own)', and '\(other.network)' takes it in the place of '\(other.set)'; "
            + "should '\(judge)' see '\(other.set)'?", at: real[0].range)
      }
      return nil
    }
  }

  /// The network, itself judged, that takes what another makes, and the set that it takes as well.
  private func place(
    of maker: String, besides others: Set<String>, _ own: String
  ) -> (network: String, set: String)? {
    for network in trained.subtracting(others).sorted() {
      let calls = updates.flatMap { self.calls(of: network, in: $0.rule.expression) }
      guard calls.contains(where: { makers(of: [$0]) == [maker] }) else { continue }
      for name in calls.joined().compactMap({ dataSet($0) }).sorted() where name != own {
        let isJudged = trained.contains { judge in
          !others.contains(judge) && judge != network
            && makes(network, of: name, in: lessons(of: judge))
        }
        if isJudged { return (network, name) }
      }
    }
    return nil
  }

  /// Whether one of the calls is of what a network makes of a set.
  private func makes(_ maker: String, of name: String, in calls: [[ExpressionTree]]) -> Bool {
    calls.joined().contains { argument in
      guard case .call(let network, let inner, _) = followed(argument).kind, network == maker,
        inner.count == 1
      else { return false }
      return dataSet(inner[0]) == name
    }
  }

  /// What goes into each call of a network by which it learns.
  private func lessons(of network: String) -> [[ExpressionTree]] {
    updates.filter { $0.targets.contains(network) }.flatMap {
      calls(of: network, in: $0.rule.expression)
    }
  }

  /// What goes into each call of a network.
  private func calls(of network: String, in expression: ExpressionTree) -> [[ExpressionTree]] {
    var met: Set<String> = []
    return calls(of: network, in: expression, &met)
  }

  /// - Parameter met: the names that were followed, each once.
  private func calls(
    of network: String, in expression: ExpressionTree, _ met: inout Set<String>
  ) -> [[ExpressionTree]] {
    var found: [[ExpressionTree]] = []
    if case .name(let name) = expression.kind {
      let inner = definition.losses[name] ?? definition.values[name]
      guard let inner, met.insert(name).inserted else { return [] }
      return calls(of: network, in: inner, &met)
    }
    if case .call(network, let arguments, let keywords) = expression.kind {
      found.append(arguments + keywords.filter { $0.name != "mode" }.map(\.value))
    }
    for part in expression.children { found += calls(of: network, in: part, &met) }
    return found
  }

  /// The networks that updates change whose outputs go into the calls, at whatever remove but through no other network.
  private func makers(of calls: [[ExpressionTree]]) -> Set<String> {
    var found: Set<String> = []
    var met: Set<String> = []
    for argument in calls.joined() { found.formUnion(makers(in: argument, &met)) }
    return found
  }

  private func makers(in expression: ExpressionTree, _ met: inout Set<String>) -> Set<String> {
    switch expression.kind {
    case .name(let name):
      guard let inner = meaning(of: name), met.insert(name).inserted else { return [] }
      return makers(in: inner, &met)
    case .call(let name, _, _) where definition.networks[name] != nil:
      let network = definition.networks[name]?.average?.network ?? name
      return trained.contains(network) ? [network] : []
    case .number, .text, .member, .call, .list, .negate, .binary, .slice:
      var found: Set<String> = []
      for part in expression.children { found.formUnion(makers(in: part, &met)) }
      return found
    }
  }

  /// What a value or a history is of.
  private func meaning(of name: String) -> ExpressionTree? {
    if case .pool(let source, _)? = definition.variables[name]?.form { return source }
    return definition.values[name]
  }

  /// What a name stands for, through all that are but names.
  private func followed(_ expression: ExpressionTree) -> ExpressionTree {
    var value = expression
    for _ in 0..<32 {
      guard case .name(let name) = value.kind, let next = meaning(of: name) else { break }
      value = next
    }
    return value
  }

  /// The set of the data that an expression is as it stands.
  private func dataSet(_ expression: ExpressionTree) -> String? {
    guard case .name(let name) = followed(expression).kind, definition.data[name] != nil else {
      return nil
    }
    return name
  }
}
