import Diagnostics
import Foundation

/// What is told of losses and metrics that are nan or infinite: each once, when it begins.
struct SoundnessReport {
  /// Whether the losses of the last epoch were all finite.
  private(set) var lossesAreFinite: Bool
  private var toldLosses: Int
  private var toldExplosions: Int
  private var toldMetrics: Set<String> = []
  private let dataIsFinite: Bool

  /// - Parameter dataIsFinite: whether nothing is known of numbers of the data that are nan or infinite.
  init(_ progress: TrainingProgress, dataIsFinite: Bool) {
    self.dataIsFinite = dataIsFinite
    toldLosses = progress.notFinite.count
    toldExplosions = progress.exploded.count
    lossesAreFinite = progress.notFinite.isEmpty
  }

  /// Whether a loss has become nan or infinite, or has exploded, that was not told of.
  func isNews(_ progress: TrainingProgress) -> Bool {
    progress.notFinite.count > toldLosses || progress.exploded.count > toldExplosions
  }

  /// What to say of the losses that are newly not finite, or explode.
  ///
  /// - Parameter checkpoint: the newest one from before, if there is one.
  mutating func news(_ progress: TrainingProgress, names: [String], checkpoint: String?)
    -> [Diagnostic]
  {
    let kept =
      checkpoint.map { "'\($0)' was saved before and is kept" }
      ?? "no checkpoint was saved before"
    let remarks = progress.notFinite.elements.dropFirst(toldLosses).map { name, step in
      let value = names.firstIndex(of: name).flatMap { progress.epochLosses.mean($0) } ?? .nan
      // The first step knows nothing of the learning rate yet.
      let advice =
        step == 1
        ? ", \(Trainer.beginsUnsound)"
        : dataIsFinite
          ? "; a smaller learning rate or 'clip_norm' may help; \(kept)"
          : "; the data holds numbers that are nan or infinite; \(kept)"
      return Diagnostic(
        .notFinite, "'\(name)' is \(Self.word(value)) in step \(step)\(advice)", at: nil)
    }
    let explosions = progress.exploded.elements.dropFirst(toldExplosions).map { name, step in
      let index = names.firstIndex(of: name)
      let first = index.flatMap { progress.firstLosses[$0] } ?? .nan
      let measure =
        index.map { progress.beganAtNearlyZero($0) } == true
        ? "what losses were in the first steps" : "that"
      return Diagnostic(
        .explodingLoss,
        "'\(name)' explodes in step \(step): it began at \(Self.short(first)) and is more than a million "
          + "times \(measure); a smaller learning rate or 'clip_norm' may help; \(kept)", at: nil)
    }
    toldLosses = progress.notFinite.count
    toldExplosions = progress.exploded.count
    return remarks + explosions
  }

  /// A reminder of the losses that have not been finite, for a run that goes on or ends; `nil` where all were.
  func standing(_ progress: TrainingProgress) -> Diagnostic? {
    guard !progress.notFinite.isEmpty else { return nil }
    let losses = progress.notFinite.map { "'\($0)' since step \($1)" }.joined(separator: ", ")
    return Diagnostic(
      .notFinite, "there have been losses that are nan or infinite: \(losses)", at: nil)
  }

  /// What to say of metrics that are newly not finite. Where losses are, metrics follow; that says nothing new.
  mutating func endEpoch(
    losses: [(name: String, value: Double)], metrics: [(name: String, value: Double)]
  ) -> [Diagnostic] {
    lossesAreFinite = losses.allSatisfy(\.value.isFinite)
    guard lossesAreFinite else { return [] }
    return metrics.filter { !$0.value.isFinite && toldMetrics.insert($0.name).inserted }.map {
      Diagnostic(
        .notFinite,
        "the metric '\($0.name)' is \(Self.word($0.value)), though the losses are finite: does it divide by 0, or "
          + "look at no example?", at: nil)
    }
  }

  static func short(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A NaN has a sign, which says nothing.
  static func word(_ value: Double) -> String { value.isNaN ? "nan" : "\(value)" }
}

extension Trainer {
  /// What ends the sentence of a run in whose first step a loss was not finite: no learning rate is to blame.
  static let beginsUnsound =
    "before anything is learned: look for a division by 0, a logarithm or root, or at the data"
}
