extension TrainDefinition {
  /// In which order a step takes its updates, so that no dash changes the mathematics unseen: "G and D step together",
  /// "D, then G".
  ///
  /// - Parameter counting: whether it says how often too: "D 5 times, then G every 5 steps".
  package func order(counting: Bool = false) -> String {
    stages.map { stage in
      let names = stage.updates.map { counting ? $0.phrase : $0.name }
      guard let last = names.last, names.count > 1 else { return names.first ?? "" }
      return names.dropLast().joined(separator: ", ") + " and \(last) "
        + (stages.count == 1 ? "step together" : "together")
    }.joined(separator: ", then ")
  }

  /// Whether both take the same updates in the same order; those of a stage have none.
  package func hasOrder(of other: TrainDefinition) -> Bool {
    stages.map { Set($0.updates.map(\.name)) } == other.stages.map { Set($0.updates.map(\.name)) }
  }

  /// Whether there is something to be said of the order.
  package var hasSeveralUpdates: Bool {
    stages.count > 1 || stages.contains { $0.updates.count > 1 }
  }
}

extension UpdateDefinition {
  /// "D 5 times", "G every 5 steps".
  fileprivate var phrase: String {
    name + (times > 1 ? " \(times) times" : "") + (every > 1 ? " every \(every) steps" : "")
  }
}
