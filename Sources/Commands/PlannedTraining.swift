import Diagnostics
import Experiment
import Foundation
import Layers
import OrderedCollections

/// What training will do: in which order a step takes its updates, and how their learning rates change.
struct PlannedTraining {
  /// The rates of updates that share them, one for each moment.
  struct Rates {
    var updates: [String]
    let values: [Double]
  }

  private let schedule: TrainDefinition
  /// Epochs as they begin, or steps where the schedule goes by steps, from 1; of rounds, in the first.
  let moments: [Int]
  let goesByEpochs: Bool
  /// Of updates whose rates a schedule changes, as far as it is known how long an epoch is.
  private(set) var rates: [Rates] = []

  /// So many moments are told at most.
  private static let mostMoments = 8

  /// `nil` where nothing is trained.
  init?(_ model: Model) throws {
    guard let schedule = model.definition.train else { return nil }
    self.schedule = schedule
    switch schedule.length {
    case .epochs(let count):
      moments = Self.spread(count)
      goesByEpochs = true
    case .steps(let count):
      moments = Self.spread(count)
      goesByEpochs = false
    }
    let updates = schedule.stages.flatMap(\.updates)
    for name in OrderedSet(updates.map(\.name)) {
      let own = updates.filter { $0.name == name }
      guard let fields = own.lazy.compactMap(\.optimizer).first else { continue }
      let rate = try OptimizerCatalogue.make(fields).options.learningRate
      guard !rate.spans.isEmpty else { continue }
      let values = moments.compactMap { moment in
        progress(at: moment, own, rate, stepsPerEpoch: model.stepsPerEpoch).map {
          rate.value(at: $0)
        }
      }
      guard values.count == moments.count else { continue }
      if let same = rates.firstIndex(where: { $0.values == values }) {
        rates[same].updates.append(name)
      } else {
        rates.append(Rates(updates: [name], values: values))
      }
    }
  }

  /// All numbers from 1 to a count, or some with about as many between each two; the first and the last are among them.
  static func spread(_ count: Int) -> [Int] {
    guard count > mostMoments else { return Array(1...max(count, 1)) }
    let stretch = Double(count - 1) / Double(mostMoments - 1)
    return (0..<mostMoments).map { 1 + Int((Double($0) * stretch).rounded()) }
  }

  /// Where an update stands at a moment; `nil` where that hangs on the steps of an epoch, and these are not known.
  private func progress(
    at moment: Int, _ updates: [UpdateDefinition], _ rate: any LearningRateSchedule,
    stepsPerEpoch: Int?
  ) -> ScheduleProgress? {
    let needsEpochs = goesByEpochs || rate.spans.contains { $0.unit == .epochs }
    if needsEpochs, stepsPerEpoch == nil { return nil }
    let length = stepsPerEpoch ?? 1
    let step = goesByEpochs ? (moment - 1) * length : moment - 1
    // Each is applied in its k-th, 2k-th … step.
    let applications = updates.reduce(0) { $0 + step / $1.every * $1.times }
    return ScheduleProgress(
      applications: applications, epoch: stepsPerEpoch == nil ? 0 : step / length,
      stepInEpoch: stepsPerEpoch == nil ? 0 : step % length, stepsPerEpoch: length)
  }

  /// Of an update alone with a rate that stays there is nothing to be said.
  var lines: [String] {
    var lines: [String] = []
    if schedule.hasSeveralUpdates {
      lines.append("  each step: \(schedule.order(counting: true))")
    }
    if !rates.isEmpty {
      var table = TextTable(
        [goesByEpochs ? "as epoch begins" : "in step"] + moments.map { "\($0)" })
      for row in rates {
        table.rows.append([title(row)] + row.values.map { String(format: "%.4g", $0) })
      }
      lines += table.text.split(separator: "\n").map { "  \($0)" }
    }
    return lines.isEmpty ? [] : ["training"] + lines + [""]
  }

  /// "learning rate", of all that have one, or "rate of G, F".
  private func title(_ row: Rates) -> String {
    let all = Set(schedule.stages.flatMap(\.updates).filter { $0.optimizer != nil }.map(\.name))
    return Set(row.updates) == all
      ? "learning rate" : "rate of \(row.updates.joined(separator: ", "))"
  }

  var json: JSON {
    let stages = schedule.stages.map { stage in
      JSON.array(stage.updates.map { .string($0.name) })
    }
    let rows = rates.map { row in
      JSON.object([
        JSON.Member("updates", .array(row.updates.map { .string($0) })),
        JSON.Member(
          goesByEpochs ? "epochs" : "steps", .array(moments.map { .integer($0) })),
        JSON.Member("rates", .array(row.values.map { .number($0) })),
      ])
    }
    return .object([
      JSON.Member("order", .string(schedule.order(counting: true))),
      JSON.Member("stages", .array(stages)), JSON.Member("learning_rates", .array(rows)),
    ])
  }
}
