import Datasets
import Diagnostics
import OrderedCollections
import Tensors

extension Model {
  /// Warns of metrics of a set that nothing trains on and that is scaled from the range of its own examples, where what is trained on is
  /// scaled from another: one number is two to the network.
  func checkFittedRanges(
    _ trained: Set<String>, tests: OrderedDictionary<String, OrderedSet<String>>,
    _ evaluations: [(split: Split, request: EvaluationRequest)], _ problems: inout DiagnosticList
  ) {
    let fitted = definition.data.filter { $0.value.fitsRange }
    let others = fitted.keys.filter { !trained.contains($0) }
    let learnt = fitted.filter { trained.contains($0.key) }
    guard !others.isEmpty, let first = learnt.keys.first else { return }
    // What is of another kind goes into another network.
    func types(_ name: String) -> Set<TensorType> {
      Set((descriptions[name]?.fields ?? []).map(\.type).filter { $0.shape.rank > 0 })
    }
    let known = learnt.keys.reduce(into: Set<TensorType>()) { $0.formUnion(types($1)) }
    let trains = readers(of: .train, in: evaluations)
    for name in others where !known.isDisjoint(with: types(name)) {
      let isMeasured = [tests, trains].contains { $0[name]?.contains("metrics") == true }
      guard isMeasured, let other = fitted[name],
        !learnt.values.contains(where: { other.readsFiles(of: $0) })
      else { continue }
      problems.add(
        Diagnostic(
          .rangesDiffer,
          "'\(name)' is scaled from the range of its own examples, and '\(first)', which is trained on, from that of others",
          at: definition.places[name] ?? nil,
          notes: [
            Diagnostic.Note(
              "'from: [low, high]' in the place of 'fit: train' scales both alike, as one set of both does, with 'splits'"
            )
          ]))
    }
  }
}
