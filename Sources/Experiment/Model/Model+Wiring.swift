import Config
import Diagnostics
import Graph
import Layers

extension Model {
  /// Warns of updates that are wired otherwise than anyone means: what they minimize does not depend on what they
  /// change, or pulls one thing two ways; and of calls of one network with numbers of different ranges.
  ///
  /// Nothing is told where something is wrong already, or data is not there.
  func checkWiring(_ problems: inout DiagnosticList) {
    guard let schedule = definition.train, !problems.hasErrors else { return }
    let updates = schedule.stages.flatMap(\.updates)
    let pulls = updates.flatMap { Pulls(definition: definition).all(of: $0) }
    let leans = updates.flatMap { Pulls(definition: definition).leans(of: $0) }
    checkOpposition(within: updates, pulls, &problems)
    let adversaries = Adversaries(definition, updates)
    for problem in adversaries.unjudged(pulls) + adversaries.exchanged() { problems.add(problem) }
    for stage in schedule.stages {
      let context = self.context(
        StreamNames(seed: definition.seed, role: "check"), batch: trainingBatch)
      let composition = GraphComposition(self, context: context, modes: trainingModes())
      for update in stage.updates {
        if case .assign = update.rule { continue }
        let summands = summands(of: update, among: updates)
        let values = summands.map { try? composition.value($0.expression, as: .named("check")) }
        let cones = values.map { $0.map { Cone(of: $0, in: context.builder.graph) } }
        checkSummands(summands, cones, of: update, &problems)
        checkRanges(cones.compactMap(\.self), context, &problems)
        let moved = leans.filter { $0.update.name == update.name }.compactMap {
          lean -> (lean: Lean, cone: Cone)? in
          let value = try? composition.value(lean.prediction, as: .named("check"))
          guard let value else { return nil }
          return (lean: lean, cone: Cone(of: value, in: context.builder.graph))
        }
        let partners = partners(of: update, moved)
        for pull in pulls
        where pull.update.name == update.name && !partners.contains(pull.network) {
          let value = try? composition.value(pull.prediction, as: .named("check"))
          guard let value else { continue }
          checkOpposition(
            pull, Cone(of: value, in: context.builder.graph), among: pulls, &problems)
        }
        for (lean, cone) in moved where !partners.contains(lean.network) {
          checkOpposition(lean, cone, among: leans, &problems)
        }
      }
    }
  }

  /// The networks of which an update raises some calls and lowers others by what it changes: no judge that it fools, but one that it is
  /// trained together with, as an encoder and what tells its codes apart (Deep InfoMax).
  private func partners(
    of update: UpdateDefinition, _ moved: [(lean: Lean, cone: Cone)]
  ) -> Set<String> {
    let own = moved.filter { update.targets.contains(where: $0.cone.depends) }.map(\.lean)
    let raised = Set(own.filter(\.isRaised).map(\.network))
    return raised.intersection(own.filter { !$0.isRaised }.map(\.network))
  }

  /// What an update adds up. A loss that it minimizes alone stands for its own sum.
  private func summands(of update: UpdateDefinition, among updates: [UpdateDefinition]) -> [Summand]
  {
    func isItsOwn(_ name: String) -> Bool {
      definition.losses[name] != nil
        && updates.filter { $0.rule.expression.names.contains(name) }.count == 1
    }
    var whole = update.rule.expression
    while case .name(let name) = whole.kind, isItsOwn(name), let inner = definition.losses[name] {
      whole = inner
    }
    return Summands(definition: definition, follows: { _ in false }).split(whole)
  }

  private func checkSummands(
    _ summands: [Summand], _ cones: [Cone?], of update: UpdateDefinition,
    _ problems: inout DiagnosticList
  ) {
    guard summands.count > 1 else { return }
    for (summand, cone) in zip(summands, cones) {
      // A number changes nothing, which is as plain as can be.
      guard let cone, !cone.isConstant, !update.targets.contains(where: cone.depends) else {
        continue
      }
      let targets = update.targets.map { "'\($0)'" }.joined(separator: " and ")
      problems.add(
        Diagnostic(
          .independentSummand,
          "this part of what '\(update.name)' minimizes does not depend on \(targets), so it changes nothing",
          at: summand.place, notes: [.init("the update is defined here", at: update.keyRange)]))
    }
  }

  /// Warns where one update pulls a call towards two numbers.
  private func checkOpposition(
    within updates: [UpdateDefinition], _ pulls: [Pull], _ problems: inout DiagnosticList
  ) {
    var told: Set<String> = []
    for update in updates where told.insert(update.name).inserted {
      let own = pulls.filter { $0.update.name == update.name && $0.sign > 0 }
      for (index, pull) in own.enumerated() {
        guard let other = own[..<index].first(where: { $0.call == pull.call }),
          other.target != pull.target
        else { continue }
        problems.add(
          Diagnostic(
            .opposedLosses,
            "'\(update.name)' pulls \(pull.prediction.description.excerpt) towards "
              + "\(CanonicalNumber.text(pull.target)) and towards \(CanonicalNumber.text(other.target)); "
              + "networks that oppose each other minimize losses of their own", at: pull.place,
            notes: [.init("the other one is here", at: other.place)]))
      }
    }
  }

  /// Warns where the update of a network and one of what it judges pull its call the same way.
  private func checkOpposition(
    _ pull: Pull, _ cone: Cone, among pulls: [Pull], _ problems: inout DiagnosticList
  ) {
    guard !pull.update.targets.contains(pull.network),
      pull.update.targets.contains(where: cone.depends)
    else { return }
    let other = pulls.first {
      $0.call == pull.call && $0.target == pull.target && $0.sign == pull.sign
        && $0.update.targets.contains(pull.network)
    }
    guard let other else { return }
    problems.add(
      Diagnostic(
        .opposedLosses,
        "'\(pull.update.name)' and '\(other.update.name)' both pull "
          + "\(pull.prediction.description.excerpt) \(pull.sign > 0 ? "towards" : "away from") "
          + "\(CanonicalNumber.text(pull.target)), so they do not oppose each other",
        at: pull.place,
        notes: [.init("'\(other.update.name)' does so here", at: other.place)]))
  }

  /// Warns where the update of a network moves the call of a judge the way the judge's does, which raises some calls and lowers others.
  private func checkOpposition(
    _ lean: Lean, _ cone: Cone, among leans: [Lean], _ problems: inout DiagnosticList
  ) {
    guard !lean.update.targets.contains(lean.network),
      lean.update.targets.contains(where: cone.depends)
    else { return }
    let judges = leans.filter {
      $0.network == lean.network && $0.update.targets.contains(lean.network)
    }
    let other = judges.first {
      $0.call == lean.call && $0.isRaised == lean.isRaised && !($0.isPull && lean.isPull)
    }
    guard let other, judges.contains(where: { $0.isRaised != lean.isRaised }) else { return }
    problems.add(
      Diagnostic(
        .opposedLosses,
        "'\(lean.update.name)' and '\(other.update.name)' both \(lean.isRaised ? "raise" : "lower") "
          + "\(lean.prediction.description.excerpt), so they do not oppose each other",
        at: lean.place,
        notes: [.init("'\(other.update.name)' does so here", at: other.place)]))
  }

  /// Warns where one network is called, in one loss, with numbers of different ranges.
  private func checkRanges(
    _ cones: [Cone], _ context: BuildContext, _ problems: inout DiagnosticList
  ) {
    var first: [String: (ranges: [ValueRange], place: SourceRange?)] = [:]
    for call in context.networkCalls where cones.contains(where: { $0.holds(call.output) }) {
      let ranges = call.inputs.map { context.range(of: $0.value) }
      guard let other = first[call.network] else {
        if ranges.contains(where: \.isTold) { first[call.network] = (ranges, call.place) }
        continue
      }
      for (mine, theirs) in zip(ranges, other.ranges) where mine.differs(from: theirs) {
        problems.add(
          Diagnostic(
            .rangesDiffer,
            "'\(call.network)' is called with numbers from \(mine.text) here and from \(theirs.text) elsewhere in one loss",
            at: call.place, notes: [.init("it is called with the others here", at: other.place)]))
      }
    }
  }
}

extension ValueRange {
  /// Whether it says something that can be compared.
  fileprivate var isTold: Bool { isFinite && isTight && !isConstant }

  /// Whether both are known, and differ by more than a tenth of the wider.
  fileprivate func differs(from other: ValueRange) -> Bool {
    guard isTold, other.isTold else { return false }
    let most = 0.1 * max(width, other.width)
    return abs(low - other.low) > most || abs(high - other.high) > most
  }

  fileprivate var text: String { "\(CanonicalNumber.text(low)) to \(CanonicalNumber.text(high))" }
}

/// All that a value is computed from.
private struct Cone {
  /// The nodes.
  private var nodes: Set<Int> = []
  /// State that a gradient reaches.
  private var states: Set<String> = []
  /// Whether nothing from outside the graph goes in.
  private(set) var isConstant = true

  init(of value: Value, in graph: Graph) {
    var open = [(value.node, true)]
    var differentiable: Set<Int> = []
    while let (index, isReached) = open.popLast() {
      let isNew = nodes.insert(index).inserted
      guard isReached ? differentiable.insert(index).inserted : isNew else { continue }
      let node = graph.nodes[index]
      if let input = node.operation as? Input {
        isConstant = false
        if isReached, case .state(let name) = input.source { states.insert(name) }
      }
      let passes = isReached && !(node.operation is StopGradient)
      open += node.inputs.map { ($0.node, passes) }
    }
  }

  /// Whether a gradient reaches a network or variable.
  func depends(on target: String) -> Bool {
    states.contains { $0 == target || $0.hasPrefix(target + ".") }
  }

  /// Whether a call of a network is part of it.
  func holds(_ output: NetworkOutput) -> Bool {
    nodes.contains(output.main.value.node)
      || output.taps.values.contains { nodes.contains($0.value.node) }
  }
}
