import Datasets
import Layers
import OrderedCollections

extension Model {
  /// The examples of a full training batch; one where nothing is read.
  package var trainingBatch: Int { trainingBatches[0] }

  /// The examples that metrics, a sample or a plot take at once.
  package func batch(of request: EvaluationRequest) -> Int {
    let outputs = definition.outputs
    switch request.role {
    case "sample", "init", "next":
      return outputs.samples.first { $0.name == request.name }?.evaluatedCount ?? evaluationBatch
    case "text":
      return outputs.texts.first { $0.name == request.name }?.temperatures.count ?? 1
    case "plot":
      let limit = outputs.plots.first { $0.name == request.name }?.shownCount
      return min(evaluationBatch, limit ?? evaluationBatch)
    default: return evaluationBatch
    }
  }

  /// The same where the data that is read has fewer examples. A set of one that stays as it is goes with all of others.
  func filledBatch(of request: EvaluationRequest, reading fields: [FieldInput]) -> Int {
    let batch = batch(of: request)
    guard request.ofSplit != nil, !request.comparesExamples else { return batch }
    let sets = OrderedSet(fields.map(\.data)).map { descriptions[$0] }
    let own = sets.filter { $0?.isConstant != true }
    let counts = (own.isEmpty ? sets : own).map { set in
      set?.trainCount.map { max(1, $0, set?.testCount ?? 0) } ?? batch
    }
    return min(batch, counts.min() ?? batch)
  }

  func findEpochs() -> Epochs {
    guard let schedule = definition.train else { return .none }
    var names: Set<String> = []
    for stage in schedule.stages { names.formUnion(data(readBy: stage)) }
    let varying = names.filter { descriptions[$0]?.isConstant != true }
    guard !varying.isEmpty else {
      // What could not be read may be data.
      return unread.names.isEmpty && !unread.mayBeAny ? .none : .unknown
    }
    let counts = varying.compactMap { descriptions[$0]?.trainCount }
    guard counts.count == varying.count, let plan = try? schedule.plan(of: counts) else {
      return .unknown
    }
    return .known(plan)
  }

  /// The sizes of training batches, the full one first, then that of the last of an epoch where it is smaller
  /// and the data says so without being read.
  var trainingBatches: [Int] {
    switch epochs {
    case .none: [1]
    case .unknown: [definition.train?.batchSize ?? 1]
    case .known(let plan): plan.sizes
    }
  }

  /// The steps of an epoch; `nil` where there are no epochs, or it is not known how many examples there are.
  package var stepsPerEpoch: Int? {
    guard case .known(let plan) = epochs else { return nil }
    return plan.stepsPerEpoch
  }

  /// The steps of a whole run; `nil` where it is not known how many examples there are.
  package var stepCount: Int? {
    guard let schedule = definition.train else { return 0 }
    let perRound: Int
    switch (schedule.length, epochs) {
    case (.steps(let count), _): perRound = count
    case (.epochs(let count), .known(let plan)):
      let (steps, overflow) = count.multipliedReportingOverflow(by: plan.stepsPerEpoch)
      if overflow { return nil }
      perRound = steps
    case (.epochs, .none), (.epochs, .unknown): return nil
    }
    var all = perRound
    for values in schedule.rounds.values {
      let (product, overflow) = all.multipliedReportingOverflow(by: values.count)
      if overflow { return nil }
      all = product
    }
    return all
  }

  /// How often something happens for which nothing is written.
  package func interval(_ written: WrittenInterval?, withoutEpochs: Interval) -> Interval {
    if let written { return written.interval }
    if case .none = epochs { return withoutEpochs }
    return .epochs(1)
  }
}

/// What is known of epochs before data is read.
enum Epochs {
  /// Training reads nothing, or nothing but single examples that stay as they are.
  case none
  /// How long one is, only the data says.
  case unknown
  case known(EpochPlan)
}

extension GridDefinition {
  /// The examples it shows.
  package var shownCount: Int { count ?? 16 }
  /// How many of them are evaluated at once.
  package var evaluatedCount: Int { min(batch ?? shownCount, shownCount) }
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
