import Config
import Diagnostics

extension Model {
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
      let lost = set.filter { !own.has($0) || own.isLeftOut($0) }
      guard let first = lost.first, told.insert(update.name).inserted else { continue }
      problems.add(
        Diagnostic(
          .optimizerOfItsOwn,
          "'\(update.name)' has an optimizer of its own, for which \(lost.quotedList(most: 12)) of train's \(lost.count == 1 ? "does" : "do") not hold",
          at: own.range,
          notes: [
            Diagnostic.Note(
              "an optimizer of its own takes nothing from this one; write there what is meant",
              at: common.range(of: first))
          ]))
    }
  }
}
