import Diagnostics
import Experiment

/// What training will do: in which order a step takes its updates.
struct PlannedTraining {
  private let schedule: TrainDefinition

  /// `nil` where nothing is trained.
  init?(_ model: Model) throws {
    guard let schedule = model.definition.train else { return nil }
    self.schedule = schedule
  }

  /// Of an update alone there is nothing to be said.
  var lines: [String] {
    guard schedule.hasSeveralUpdates else { return [] }
    return ["training", "  each step: \(schedule.order(counting: true))", ""]
  }

  var json: JSON {
    let stages = schedule.stages.map { stage in
      JSON.array(stage.updates.map { .string($0.name) })
    }
    return .object([
      JSON.Member("order", .string(schedule.order(counting: true))),
      JSON.Member("stages", .array(stages)),
    ])
  }
}
