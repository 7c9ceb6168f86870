import Datasets
import Diagnostics
import OrderedCollections

/// How two lists number the names that both have.
enum Numbering: Equatable, Sendable {
  /// They have no name in common, so that their numbers are of different things.
  case unrelated
  case alike
  /// The first name, in the order of the second list, that has two numbers.
  case different(name: String, first: Int, second: Int)

  init(_ names: [String], and others: [String]) {
    let numbers = Dictionary(
      names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var common = Numbering.unrelated
    for (second, name) in others.enumerated() {
      guard let first = numbers[name] else { continue }
      guard first == second else {
        self = .different(name: name, first: first, second: second)
        return
      }
      common = .alike
    }
    self = common
  }
}

extension Model {
  /// Warns of what looks at classes, or words, of a set that nothing trains on, where all that is trained on has them under other
  /// numbers, by which networks know them.
  func checkClassNumbers(
    _ graphs: ExperimentGraphs, _ evaluations: [(split: Split, request: EvaluationRequest)],
    _ problems: inout DiagnosticList
  ) {
    guard let learnt = gather(&problems, { try graphs.trainingFields() }) else { return }
    let trained = Set(learnt.map(\.data))
    for name in definition.data.keys where !trained.contains(name) {
      for field in descriptions[name]?.fields ?? [] where !field.classes.isEmpty {
        let related = learnt.filter { $0.field == field.name }.map { other in
          (
            name: "\(other.data).\(other.field)",
            numbering: Numbering(
              descriptions[other.data]?.field(other.field)?.classes ?? [], and: field.classes)
          )
        }.filter { $0.numbering != .unrelated }
        guard let other = related.first,
          case .different(let word, let there, let here) = other.numbering,
          !related.contains(where: { $0.numbering == .alike }),
          isRead(name, field.name, in: evaluations)
        else { continue }
        problems.add(
          Diagnostic(
            .otherClasses,
            "'\(word.excerpt)' is \(here) in '\(name).\(field.name)', and \(there) in '\(other.name)', by which networks are trained: "
              + "each set numbers its own",
            at: definition.places[name] ?? nil,
            notes: [
              Diagnostic.Note(
                "one set numbers the files of both alike: 'splits: {train: …, test: …}'")
            ]))
      }
    }
  }

  /// Whether a metric, sample or plot reads a field of a set.
  func isRead(
    _ name: String, _ field: String,
    in evaluations: [(split: Split, request: EvaluationRequest)]
  ) -> Bool {
    evaluations.contains { evaluation in
      // What is wrong with it has been told.
      let graph = try? evaluationGraph(
        evaluation.request, batch: batch(of: evaluation.request))
      return graph?.fields.contains { $0.data == name && $0.field == field } == true
    }
  }
}
