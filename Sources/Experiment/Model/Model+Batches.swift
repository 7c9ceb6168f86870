import Datasets
import Layers

extension Model {
  /// The examples of a full training batch; one where nothing is read.
  package var trainingBatch: Int { trainingBatches[0] }

  /// The examples that metrics, a sample or a plot take at once.
  package func batch(of request: EvaluationRequest) -> Int {
    let outputs = definition.outputs
    switch request.role {
    case "sample":
      return outputs.samples.first { $0.name == request.name }?.shownCount ?? evaluationBatch
    case "plot":
      let limit = outputs.plots.first { $0.name == request.name }?.shownCount
      return min(evaluationBatch, limit ?? evaluationBatch)
    default: return evaluationBatch
    }
  }

  func findBatches() -> [Int] {
    guard let schedule = definition.train else { return [1] }
    var names: Set<String> = []
    for stage in schedule.stages { names.formUnion(data(readBy: stage)) }
    guard !names.isEmpty else { return [1] }
    let counts = names.compactMap { descriptions[$0]?.trainCount }
    guard counts.count == names.count, let plan = try? schedule.plan(of: counts) else {
      return [schedule.batchSize]
    }
    return plan.sizes
  }
}

extension GridDefinition {
  /// The examples it shows.
  package var shownCount: Int { count ?? 16 }
}

extension PlotDefinition {
  /// The examples it shows at most.
  package var shownCount: Int { count ?? 10_000 }
}

extension TrainDefinition {
  /// How sources of so many examples are cut into batches.
  ///
  /// - Throws: a set that has not one batch.
  func plan(of counts: [Int]) throws -> EpochPlan {
    try EpochPlan(
      counts: counts, batchSize: batchSize, length: cyclesShorterSources ? .longest : .shortest,
      lastBatch: keepsLastBatch ? .keep : .drop)
  }
}
