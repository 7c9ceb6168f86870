import Config
import Diagnostics
import OrderedCollections

/// One stage of a step: updates that are taken at the same parameters.
public struct StageDefinition: Sendable {
  /// From 0.
  public let index: Int
  public let updates: [UpdateDefinition]

  /// How often the stage is repeated in a step.
  public let repetitions: Int

  init(
    index: Int, _ value: FieldValue, common: Fields?, shared: SharedUpdates, targets: Set<String>,
    networks: Set<String>
  ) throws {
    var problems = DiagnosticList()
    self.index = index
    updates = try value.mapping().compactMap { name, value in
      try problems.collect {
        try UpdateDefinition(
          name: name, value, common: common, shared: shared, targets: targets, networks: networks)
      }
    }
    repetitions = updates.map(\.times).max() ?? 1
    if value.mapping().isEmpty {
      problems.add(
        Diagnostic(
          "a stage holds updates by name, such as 'G: {minimize: loss}'; this one holds none",
          at: value.range))
    }
    var owners: [String: String] = [:]
    for update in updates {
      for target in update.targets {
        if let owner = owners[target] {
          problems.add(
            Diagnostic(
              "'\(owner)' and '\(update.name)' both update '\(target)' in one stage; "
                + "updates of a stage are simultaneous, so put one of them in a stage of its own",
              at: update.keyRange))
        }
        owners[target] = update.name
      }
    }
    if problems.hasErrors { throw problems }
  }
}

extension StageDefinition {
  /// The updates that are taken together, by their places, and how often that is in a step: on average over the steps after
  /// which all have had their turn, or over 1,000.
  public var turns: [(updates: [Int], perStep: Double)] {
    let period = updates.reduce(1) { period, update in
      var common = period
      while common <= 1000, common % update.every != 0 { common += period }
      return min(common, 1000)
    }
    // Between two counts of repetitions the same updates are taken.
    let ends = Set(updates.map(\.times)).sorted()
    var counts: OrderedDictionary<[Int], Double> = [:]
    for step in 1...period {
      for (begin, end) in zip([0] + ends, ends) {
        let active = updates.indices.filter { isTaken($0, step: step, repetition: begin) }
        if !active.isEmpty { counts[active, default: 0] += Double(end - begin) }
      }
    }
    return counts.map { (updates: $0.key, perStep: $0.value / Double(period)) }
  }

  /// Whether it is the turn of the update at a place.
  ///
  /// - Parameters:
  ///   - step: from 1, within the round.
  ///   - repetition: of the stage in that step, from 0.
  public func isTaken(_ update: Int, step: Int, repetition: Int) -> Bool {
    repetition < updates[update].times && step % updates[update].every == 0
  }
}
