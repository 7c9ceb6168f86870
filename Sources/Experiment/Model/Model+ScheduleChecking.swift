import Config
import Diagnostics
import Layers

extension Model {
  /// Reports stretches in epochs where there are no epochs, and warns of updates that never come to their turn.
  func checkSchedule(_ problems: inout DiagnosticList) {
    guard let schedule = definition.train else { return }
    tellOfOwnSteps(schedule, &problems)
    switch epochs {
    case .none: checkLackOfEpochs(schedule, &problems)
    case .unknown: break
    case .known(let plan):
      if let place = schedule.batchSizeRange, plan.examples < plan.batchSize {
        problems.add(
          .note(
            "each step takes all \(plan.examples) examples at once: 'batch_size' is \(plan.batchSize), and there are no more",
            at: place))
      }
      if case .epochs(let count) = schedule.length {
        let (steps, overflow) = count.multipliedReportingOverflow(by: plan.stepsPerEpoch)
        if !overflow { checkTurns(schedule, steps, &problems) }
      }
    }
    if case .steps(let count) = schedule.length { checkTurns(schedule, count, &problems) }
  }

  /// Tells of learning rates that count steps, which are those of the update, where it has more or fewer of them than training.
  private func tellOfOwnSteps(_ schedule: TrainDefinition, _ problems: inout DiagnosticList) {
    for update in schedule.stages.flatMap(\.updates) where update.every > 1 || update.times > 1 {
      guard let fields = update.optimizer,
        let spans = try? OptimizerCatalogue.make(fields).options.learningRate.spans,
        spans.contains(where: { $0.unit == .steps })
      else { continue }
      problems.add(
        .note(
          "the learning rate of '\(update.name)' counts its own steps, \(update.times) in \(update.every.counted("step")) of training",
          at: fields.range(of: "learning_rate")))
    }
  }

  private func checkTurns(
    _ schedule: TrainDefinition, _ steps: Int, _ problems: inout DiagnosticList
  ) {
    for update in schedule.stages.flatMap(\.updates) where update.every > steps {
      problems.add(
        Diagnostic(
          .neverApplied,
          "'\(update.name)' is never applied: a round has \(steps) steps, and its turn is every \(update.every)",
          at: update.everyRange))
    }
  }

  private func checkLackOfEpochs(_ schedule: TrainDefinition, _ problems: inout DiagnosticList) {
    // What is read is not known of an expression that is wrong.
    guard !problems.hasErrors else { return }
    func refuse(_ place: SourceRange?, _ advice: String) {
      let read = Set(schedule.stages.flatMap { data(readBy: $0) })
      problems.add(
        Diagnostic(
          "training reads no examples that change, so there are no epochs; \(advice)", at: place,
          notes: read.sorted().map { name in
            Diagnostic.Note(
              "'\(name)' is one example, and always the same",
              at: definition.places[name] ?? nil)
          }))
    }
    if case .epochs = schedule.length { refuse(schedule.lengthRange, "give 'steps'") }
    for update in schedule.stages.flatMap(\.updates) {
      guard let fields = update.optimizer,
        let spans = try? OptimizerCatalogue.make(fields).options.learningRate.spans
      else { continue }
      if spans.contains(where: { $0.unit == .epochs }) {
        refuse(fields.range(of: "learning_rate"), "count in steps")
      }
    }
    let outputs = definition.outputs
    for every in [outputs.checkpointEvery] + outputs.samples.map(\.every)
      + outputs.texts.map(\.every) + outputs.plots.map(\.every)
    {
      if case .epochs? = every?.interval { refuse(every?.range, "count in steps or minutes") }
    }
  }
}
