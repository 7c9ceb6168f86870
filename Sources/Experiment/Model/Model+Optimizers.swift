import Config
import Diagnostics
import Layers
import Tensors

extension Model {
  /// Warns of updates of networks whose learning rate is beyond all use. What else is updated, as the pixels of a picture from 0 to 255,
  /// may need longer steps.
  func checkRates(_ problems: inout DiagnosticList) {
    guard let train = definition.train else { return }
    var (steps, stepsPerEpoch) = (1, 1)
    if case .known(let plan) = epochs { stepsPerEpoch = max(1, plan.stepsPerEpoch) }
    switch train.length {
    case .steps(let count): steps = count
    case .epochs(let count): steps = count.multipliedClamped(by: stepsPerEpoch)
    }
    var told: Set<String> = []
    for update in train.stages.flatMap(\.updates) {
      guard let fields = update.optimizer,
        update.targets.contains(where: { definition.networks[$0] != nil }),
        let optimizer = try? OptimizerCatalogue.make(fields)
      else { continue }
      let (rate, most) = (
        optimizer.options.learningRate.greatest(steps: steps, stepsPerEpoch: stepsPerEpoch),
        type(of: optimizer).greatestRate
      )
      guard rate > most, told.insert(update.name).inserted else { continue }
      let kind = fields.schema.name
      problems.add(
        Diagnostic(
          .excessiveRate,
          "the learning rate of '\(update.name)' is \(CanonicalNumber.text(rate)): with \(kind) weights do not come to rest above \(CanonicalNumber.text(most))",
          at: fields.range(of: "learning_rate"),
          notes: [
            .init(
              most > 1
                ? "0.01 to 0.1 is usual; where a loss is divided by much, multiply it instead"
                : "a step of \(kind) is about as long as the rate, whatever the gradient; 1e-4 to 1e-2 is usual"
            )
          ]))
    }
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
