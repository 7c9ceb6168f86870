import Config
import Diagnostics
import Layers
import Tensors

extension Model {
  /// Warns of updates whose learning rate is 0, from the beginning or for the rest of training, and of those of networks whose rate is
  /// beyond all use. What else is updated, as the pixels of a picture from 0 to 255, may need longer steps.
  func checkRates(_ problems: inout DiagnosticList) {
    guard let train = definition.train else { return }
    var told: Set<String> = []
    for update in train.stages.flatMap(\.updates) {
      guard let fields = update.optimizer, let optimizer = try? OptimizerCatalogue.make(fields),
        let warning = excessiveRate(of: update, optimizer, fields, train)
          ?? endedRate(of: update, optimizer.options.learningRate, fields, train),
        told.insert(update.name).inserted
      else { continue }
      problems.add(warning)
    }
  }

  /// The steps of training, or of a round of it; where the length of an epoch is not known, it is taken for one.
  private func roundSteps(of train: TrainDefinition) -> Int {
    switch train.length {
    case .steps(let count): count
    case .epochs(let count): count.multipliedClamped(by: max(1, stepsPerEpoch ?? 1))
    }
  }

  private func excessiveRate(
    of update: UpdateDefinition, _ optimizer: any Optimizer, _ fields: Fields,
    _ train: TrainDefinition
  ) -> Diagnostic? {
    guard update.targets.contains(where: { definition.networks[$0] != nil }) else { return nil }
    let (rate, most) = (
      optimizer.options.learningRate.greatest(
        steps: roundSteps(of: train), stepsPerEpoch: max(1, stepsPerEpoch ?? 1)),
      type(of: optimizer).greatestRate
    )
    guard rate > most else { return nil }
    let kind = fields.schema.name
    return Diagnostic(
      .excessiveRate,
      "the learning rate of '\(update.name)' is \(CanonicalNumber.text(rate)): with \(kind) weights do not come to rest above \(CanonicalNumber.text(most))",
      at: fields.range(of: "learning_rate"),
      notes: [
        .init(
          most > 1
            ? "0.01 to 0.1 is usual; where a loss is divided by much, multiply it instead"
            : "a step of \(kind) is about as long as the rate, whatever the gradient; 1e-4 to 1e-2 is usual"
        )
      ])
  }

  private func endedRate(
    of update: UpdateDefinition, _ rate: any LearningRateSchedule, _ fields: Fields,
    _ train: TrainDefinition
  ) -> Diagnostic? {
    // Without the length of an epoch it is not known where a schedule ends that goes by it, or where training does.
    let isKnown =
      switch train.length {
      case .steps: stepsPerEpoch != nil || rate.spans.allSatisfy { $0.unit == .steps }
      case .epochs: stepsPerEpoch != nil || rate.spans.isEmpty
      }
    guard isKnown else { return nil }
    let steps = roundSteps(of: train)
    // The last steps may be lost to a schedule that goes by whole epochs or a round number of steps.
    guard
      let end = rate.ending(
        steps: steps, stepsPerEpoch: max(1, stepsPerEpoch ?? 1), times: update.times,
        every: update.every), end == 0 || steps - end > max(1, steps / 10)
    else { return nil }
    return Diagnostic(
      .neverUpdated,
      end == 0
        ? "the learning rate of '\(update.name)' is 0, so it changes nothing"
        : "the learning rate of '\(update.name)' is 0 from step \(end + 1) of \(steps) on, so nothing changes any more",
      at: fields.range(of: "learning_rate"),
      notes: end == 0
        ? [] : [.init("make its schedule as long as training, or training as short")])
  }

  /// Warns of an update whose own optimizer is of the kind of train's and leaves out what that one sets: it has the default there,
  /// since an optimizer of its own is a whole one.
  func checkOptimizers(_ problems: inout DiagnosticList) {
    guard let train = definition.train, let common = train.optimizer else { return }
    let set = common.schema.fields.map(\.name).filter {
      common.has($0) && !common.isLeftOut($0) && !common.hasStandardValue($0)
    }
    var told: Set<String> = []
    for update in train.stages.flatMap(\.updates) {
      guard let own = update.optimizer, own.schema.name == common.schema.name else { continue }
      let lost = set.filter { (!own.has($0) || own.isLeftOut($0)) && !own.isNull($0) }
      guard let first = lost.first, told.insert(update.name).inserted else { continue }
      problems.add(
        Diagnostic(
          .optimizerOfItsOwn,
          "'\(update.name)' has an optimizer of its own, for which \(lost.quotedList(most: 12)) of train's \(lost.count == 1 ? "does" : "do") not hold",
          at: own.range,
          notes: [
            Diagnostic.Note(
              common.schema.fields.first { $0.name == first }?.presence == .optional
                ? "an optimizer of its own takes nothing from this one; write there what is meant, '\(first): null' where none is"
                : "an optimizer of its own takes nothing from this one; write there what is meant",
              at: common.range(of: first))
          ]))
    }
  }
}
