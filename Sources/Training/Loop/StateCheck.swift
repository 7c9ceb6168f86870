import Experiment
import Graph
import Runtime

/// Looks for numbers in the state that are nan or infinite: weights, slots, statistics, averages, variables.
///
/// One pass over the state reads a small part of what a step does, and there is one for each line of the log.
struct StateCheck {
  /// The state is not finite.
  struct Divergence: Error, Hashable {
    /// What is not finite, by which update, since when.
    let sentence: String
  }

  private let state: State
  private let updates: [UpdateDefinition]
  /// The steps after which it was last found to be finite.
  private var soundAfter: Int?

  init(_ state: State, _ schedule: TrainDefinition) {
    self.state = state
    updates = schedule.stages.flatMap(\.updates)
  }

  /// Looks once after each number of steps.
  ///
  /// - Throws: `Divergence`, where something is not finite.
  mutating func check(after steps: Int) throws {
    guard soundAfter != steps else { return }
    let found = state.notFinite()
    guard let first = found.first else {
      soundAfter = steps
      return
    }
    let others =
      found.count == 1 ? "" : " (with \(found.count - 1) other\(found.count == 2 ? "" : "s"))"
    let update = update(of: first.entry).map { " of the update '\($0)'" } ?? ""
    throw Divergence(
      sentence: "'\(first.entry.name)'\(update)\(others) is \(SoundnessReport.word(first.value)) "
        + Self.time(from: soundAfter, to: steps))
  }

  private static func time(from sound: Int?, to steps: Int) -> String {
    guard let sound else {
      return steps == 0 ? "from the beginning" : "in the checkpoint of step \(steps)"
    }
    return sound + 1 == steps
      ? "since step \(steps)" : "since one of the steps \(sound + 1) to \(steps)"
  }

  /// The update that changes an entry: a slot is named after it, anything else belongs to what it updates.
  private func update(of entry: StateEntry) -> String? {
    if entry.kind == .slot {
      return entry.name.split(separator: "/").dropFirst().first.map(String.init)
    }
    let owner = String(entry.name.prefix { $0 != "." })
    return updates.first { $0.targets.contains(owner) }?.name
  }
}
