import Artifacts
import Diagnostics
import Experiment

extension Trainer {
  /// The member of a line of metrics.jsonl that holds the learning rate of each update; no loss or metric is called so,
  /// since names have no hyphen.
  package static let learningRateKey = "learning-rate"

  /// Writes a line of metrics.jsonl, of timings.jsonl and of the file for TensorBoard.
  ///
  /// - Parameter figures: those of the epoch that has ended; of an interval, `sums` are written.
  func logLine(
    _ sums: LossSums, figures: [(name: String, value: Double)], epochEnded: Bool = false
  ) throws {
    var place: [JSON.Member] = []
    if rounds.count > 1 { place.append(.init("round", .integer(progress.round + 1))) }
    if data.plan != nil {
      // The epoch that these steps are of: complete, where the next one has not begun.
      place.append(
        .init("epoch", .integer(progress.epoch + (progress.stepInEpoch > 0 ? 1 : 0))))
    }
    place.append(.init("step", .integer(progress.totalSteps)))
    place.append(.init("kind", .string(epochEnded ? "epoch" : "interval")))
    let losses = programs.lossNames.indices.compactMap { index in
      sums.mean(index).map { (name: programs.lossNames[index], value: $0) }
    }
    let kept = epochEnded ? figures : losses
    let last = rates.last(progress)
    var members = place + kept.map { JSON.Member($0.name, .number($0.value)) }
    if !last.isEmpty {
      let rates = last.map { JSON.Member($0.update, .number($0.value)) }
      members.append(JSON.Member(Self.learningRateKey, .object(rates)))
    }
    if epochEnded { members += metrics.confidence(of: metrics.plan.logged) }
    try log.append(members)
    try timings?.add(place, step: progress.totalSteps)
    var shown: [(kind: String, name: String, value: Double)] = kept.map { figure in
      let isLoss = programs.lossNames.contains(figure.name)
      return (epochEnded ? (isLoss ? "epoch" : "metric") : "loss", figure.name, figure.value)
    }
    shown += last.map { (kind: "rate", name: $0.update, value: $0.value) }
    try events?.add(shown, step: progress.totalSteps)
    progress.logOffset = log.offset
    progress.logDigest = log.digest
  }
}
