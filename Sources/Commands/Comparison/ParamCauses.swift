import Config
import Experiment

/// Changes of params, in place of all that follows from them.
///
/// A change follows from the params if it is gone both when the old experiment is given the new params and when the
/// new one is given the old.
struct ParamCauses {
  let changes: [TreeChange]

  /// - Parameter found: where the canonical trees, which have no params, differ.
  init(_ before: ComparedExperiment, _ after: ComparedExperiment, _ found: [TreeChange]) throws {
    let (old, new) = (before.params, after.params)
    let names = old.keys.filter { new[$0] != nil && new[$0]?.yaml() != old[$0]?.yaml() }.sorted()
    guard !names.isEmpty else {
      changes = found
      return
    }
    let forward = Self.left(before, with: names, of: new, against: after)
    let backward = Self.left(after, with: names, of: old, against: before)
    guard let forward, let backward else {
      changes = found
      return
    }
    // The sides of the second stand the other way round.
    let rest = found.filter { change in
      forward.contains(change.content)
        || backward.contains([change.content[0], change.content[2], change.content[1]])
    }
    guard rest.count < found.count else {
      changes = found
      return
    }
    let (oldWritten, newWritten) = (before.writtenParams, after.writtenParams)
    changes =
      names.map { name in
        var change = TreeChange(["params", name], old[name], new[name])
        // What differs by another param alone is shown as what it comes to.
        if let before = oldWritten[name]?.writtenParam, let after = newWritten[name]?.writtenParam,
          before != after
        {
          change.written = .init(before: before, after: after)
        }
        return change
      } + rest
  }

  /// Where the experiment still differs with the other's params; `nil` where it takes them not.
  private static func left(
    _ side: ComparedExperiment, with names: [String], of params: [String: ConfigNode],
    against other: ComparedExperiment
  ) -> Set<[String]>? {
    let overrides = names.compactMap { name in
      params[name].map { "params.\(name)=\($0.flowValue)" }
    }
    guard let given = try? side.experiment.canonical(with: overrides) else { return nil }
    let changes = TreeComparison(given, other.experiment.canonical).changes
    return Set(changes.map(\.content))
  }
}
