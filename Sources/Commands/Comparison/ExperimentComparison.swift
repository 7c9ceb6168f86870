import Config
import Diagnostics
import Experiment
import OrderedCollections

/// What has become of one experiment: where it differs, and what that means for its runs.
public struct ExperimentComparison {
  /// The newer side.
  let file: String
  /// The older one, where it is called otherwise.
  let formerFile: String?
  /// What the two sides are together: the file, where both are revisions of it.
  var title: String { formerFile.map { "\($0) -> \(file)" } ?? file }
  /// The profile under which they are compared.
  var profile: String?
  /// `nil` where it is new or gone.
  let before: ComparedExperiment?
  let after: ComparedExperiment?
  public let level: ChangeClass
  /// Whether it may be more than that: some shapes are not known.
  let isLowerBound: Bool
  private(set) var changes: [TreeChange]
  let state: StateComparison
  /// What is to be said in words.
  private(set) var remarks: [String] = []

  init(
    _ before: ComparedExperiment, _ after: ComparedExperiment, file: String, was: String? = nil
  ) throws {
    self.file = file
    formerFile = was == file ? nil : was
    self.before = before
    self.after = after
    let tree = TreeComparison(before.experiment.canonical, after.experiment.canonical)
    let isSame = before.experiment.identity == after.experiment.identity
    state = StateComparison(before.state ?? [], after.state ?? [], renamings: tree.renamings)
    let isKnown = before.state != nil && after.state != nil
    isLowerBound = !isKnown && !isSame
    if isKnown, state.tablesDiffer {
      level = .checkpoint
    } else if isSame {
      level = tree.changes.isEmpty ? .cosmetic : .outputs
    } else {
      level = .numerics
    }
    changes = tree.changes
    if !isSame { changes = try ParamCauses(before, after, tree.changes).changes }
    gradeMetrics(ExperimentIdentity.decidingMetrics(before.experiment.canonical))
    gradeMetrics(ExperimentIdentity.decidingMetrics(after.experiment.canonical))
    grade(isKnown: isKnown)
    remark(tree, isKnown: isKnown)
  }

  /// An experiment that is new or gone.
  init(
    added: ComparedExperiment?, removed: ComparedExperiment?, file: String, was: String? = nil
  ) {
    self.file = file
    formerFile = was == file ? nil : was
    before = removed
    after = added
    // Its old checkpoints have nothing that they load into.
    level = removed == nil ? .numerics : .checkpoint
    isLowerBound = false
    changes = []
    state = StateComparison([], [])
  }

  /// Whether both come to the same under a profile as without.
  func says(theSameAs other: ExperimentComparison) -> Bool {
    level == other.level && changes.map(\.content) == other.changes.map(\.content)
      && state.entries.map(\.name) == other.state.entries.map(\.name)
  }

  /// Whether the files that both are made of read otherwise.
  var textsDiffer: Bool {
    before?.experiment.sources.map(\.text) != after?.experiment.sources.map(\.text)
  }

  mutating func add(_ remark: String) { remarks.append(remark) }

  /// Changes of metrics by which training ends are of its numbers.
  private mutating func gradeMetrics(_ deciding: Set<String>) {
    for index in changes.indices {
      let names = changes[index].path.split(separator: ".").prefix(2).map(String.init)
      guard names.count == 2, names[0] == "metrics", deciding.contains(names[1]) else { continue }
      changes[index].level = .numerics
    }
  }

  /// Changes of layers and things whose state differs are what makes checkpoints useless.
  private mutating func grade(isKnown: Bool) {
    guard isKnown, state.tablesDiffer else { return }
    let layers = Set(state.entries.map(\.layer))
    let layersBefore = Set(state.entries.map(\.layerBefore))
    func holds(_ layers: Set<String>, _ layer: String?) -> Bool {
      guard let layer else { return false }
      return layers.contains { $0 == layer || $0.hasPrefix(layer + ".") }
    }
    for index in changes.indices where changes[index].level == .numerics {
      let change = changes[index]
      let isHeld =
        holds(layersBefore, change.layers.before) || holds(layers, change.layers.after)
        || state.entries.contains { change.path == "variables.\($0.name)" }
        || (change.path.contains("optimizer") && state.entries.contains { $0.kind == .slot })
        || change.path.hasPrefix("params.")
      if isHeld { changes[index].level = .checkpoint }
    }
  }

  private mutating func remark(_ tree: TreeComparison, isKnown: Bool) {
    let known = before?.state ?? []
    func isHeld(_ layer: String) -> Bool { known.contains { $0.name.hasPrefix(layer + ".") } }
    let numbered = tree.renamings.filter { $0.isByNumber && isHeld($0.before) }
    if let first = numbered.first {
      let others = numbered.count > 1 ? " (and \(numbered.count - 1) more)" : ""
      remarks.append(
        "\(first.before) is now \(first.after)\(others): layers without a name are numbered; "
          + "name them with 'as:' to keep checkpoints loading")
    }
    let named = tree.renamings.filter { !$0.isByNumber && isHeld($0.before) }
    for item in named {
      remarks.append("\(item.before) is called \(item.after)")
    }
    if state.isRenaming, !named.isEmpty || !numbered.isEmpty {
      let names = OrderedSet(tree.renamings.filter { isHeld($0.before) }).map {
        "\(Self.local($0.after)): \(Self.local($0.before))"
      }
      remarks.append("only names differ: weights: {names: {\(names.joined(separator: ", "))}}")
    }
    if let before, let after {
      if before.experiment.name != after.experiment.name {
        remarks.append(
          "the name is another, so runs stand in another folder: \(after.experiment.name)/"
            + after.experiment.identity.short)
      }
      if let old = before.experiment.model.definition.train,
        let new = after.experiment.model.definition.train, !new.hasOrder(of: old),
        old.hasSeveralUpdates || new.hasSeveralUpdates
      {
        remarks.append("each step: \(old.order()) -> \(new.order())")
      }
      // Of what a run left behind, nothing is known.
      let (old, new) = (before.params, after.params)
      if !old.isEmpty, !new.isEmpty {
        for (names, what) in [
          (new.keys.filter { old[$0] == nil }, "new"), (old.keys.filter { new[$0] == nil }, "gone"),
        ] where !names.isEmpty {
          remarks.append(
            "\(what): " + names.sorted().map { "params.\($0)" }.joined(separator: ", "))
        }
      }
      if !isKnown, isLowerBound {
        let files = OrderedSet(before.missing + after.missing)
        remarks.append("at least \(level.name): \(files.joined(separator: "; "))")
      }
    }
  }

  /// A layer's name within its network.
  private static func local(_ name: String) -> String {
    name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
  }
}
