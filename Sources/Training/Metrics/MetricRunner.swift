import Diagnostics
import Experiment
import Runtime

/// Computes every metric over its split.
final class MetricRunner {
  private(set) var plan: MetricPlan
  /// All figures of the last evaluation, nested ones and markers included.
  private(set) var figures: [String: Double] = [:]
  /// Half of the width of the 95 % confidence interval of each metric of the log that has one, then.
  private(set) var halfWidths: [String: Double] = [:]
  /// The values of the round that training is in.
  var round: [String: Double] = [:]

  private let model: Model
  private let data: LoadedDataSets
  private let state: State
  private let device: Device
  private let batchSize: Int
  private var passes: [[Int]: IteratedEvaluation] = [:]
  /// How many examples each reduction reads, of those that were asked for; `nil` within where it reads none.
  private var lengths: [Int: Int?] = [:]
  private var evaluated: (step: Int, values: [(name: String, value: Double)])?

  init(_ model: Model, data: LoadedDataSets, state: State, device: Device) throws {
    self.model = model
    self.data = data
    self.state = state
    self.device = device
    plan = try model.metricPlan()
    batchSize = model.evaluationBatch
  }

  /// Composes what the last, smaller batches compute, where it may be wrong for some numbers of examples alone: that is told before
  /// anything is trained, and not at the end of the first epoch.
  ///
  /// - Throws: what is wrong.
  func checkBatches() throws {
    for (index, reduction) in plan.reductions.enumerated()
    where plan.countsExamples(reduction.expression) {
      try evaluation([index]).check(
        over: reduction.split, limit: reduction.part.count, batchSize: batchSize)
    }
  }

  /// The metrics of the log, in the order of the file, with the state as it is after `step` steps; twice
  /// at one step they are computed once.
  func evaluate(at step: Int) throws -> [(name: String, value: Double)] {
    if let evaluated, evaluated.step == step { return evaluated.values }
    let values = try evaluate()
    evaluated = (step, values)
    return values
  }

  private func evaluate() throws -> [(name: String, value: Double)] {
    var (values, widths): ([Int: Double], [Int: Double]) = ([:], [:])
    figures = [:]
    deriveFigures(values)
    while var pass = plan.nextPass(known: Set(figures.keys), done: Set(values.keys)) {
      pass.reductions = try ofOneLength(pass.reductions, in: pass.part.split)
      var sums = [Accumulator](repeating: Accumulator(), count: pass.reductions.count)
      let evaluation = self.evaluation(pass.reductions)
      let common = try evaluation.common()
      // The sum and the greatest of what has no row an example are those of any batch, of draws on average.
      let kinds = pass.reductions.map { index -> MetricPlan.Reduction.Kind in
        let kind = plan.reductions[index].kind
        let isOfBatch = [.sum, .max].contains(kind) && common.contains("\(index)")
        return isOfBatch ? .mean : kind
      }
      try evaluation.run(
        over: pass.part.split, limit: pass.part.count, batchSize: batchSize, figures: figures,
        round: round
      ) { program, size in
        for (place, index) in pass.reductions.enumerated() {
          sums[place].add(kinds[place], program, named: "\(index)", examples: size)
        }
      }
      for (place, index) in pass.reductions.enumerated() {
        let reduction = plan.reductions[index]
        values[index] = sums[place].result(kinds[place])
        if reduction.hasInterval { widths[index] = sums[place].halfWidth(reduction.kind) }
      }
      deriveFigures(values)
    }
    halfWidths = [:]
    for name in plan.logged {
      halfWidths[name] = plan.figures[name].flatMap { plan.halfWidth(of: $0, reductions: widths) }
    }
    return plan.logged.compactMap { name in figures[name].map { (name, $0) } }
  }

  /// What a line of metrics.jsonl says of how well some metrics are known; nothing where there is nothing to say.
  func confidence(of names: [String]) -> [JSON.Member] {
    let members = names.compactMap { name in
      halfWidths[name].map { JSON.Member(name, .number($0)) }
    }
    return members.isEmpty ? [] : [JSON.Member(ConfidenceInterval.key, .object(members))]
  }

  private func deriveFigures(_ reductions: [Int: Double]) {
    for (name, figure) in plan.figures where figures[name] == nil {
      figures[name] = plan.evaluate(figure, reductions: reductions, figures: figures)
    }
  }

  /// Those that read as many examples as the first of them, or none: what runs in one pass ends with the shortest set that it
  /// reads, and the figure of one set is no business of another's length.
  private func ofOneLength(_ reductions: [Int], in split: Split) throws -> [Int] {
    guard let first = reductions.first, try !evaluation(reductions).readsOneLength(split) else {
      return reductions
    }
    func length(_ index: Int) throws -> Int? {
      if let known = lengths[index] { return known }
      let own = try evaluation([index]).length(split)
      lengths[index] = .some(own)
      return own
    }
    // What reads none goes with the longest set, whichever metric stands first.
    let longest = try reductions.compactMap(length).max()
    let chosen = try length(first) ?? longest
    return try reductions.filter { try (length($0) ?? longest) == chosen }
  }

  private func evaluation(_ reductions: [Int]) -> IteratedEvaluation {
    if let known = passes[reductions] { return known }
    let evaluation = IteratedEvaluation(plan.request(reductions)) {
      SplitEvaluation($0, model: model, data: data, state: state, device: device)
    }
    passes[reductions] = evaluation
    return evaluation
  }
}
