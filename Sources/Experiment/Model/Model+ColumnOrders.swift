import Datasets
import Diagnostics
import OrderedCollections

extension Model {
  /// Warns of what looks at rows of a table that nothing trains on, where columns that are called alike stand elsewhere in those that are
  /// trained on: the numbers of a row go by their places.
  func checkColumnOrders(
    _ graphs: ExperimentGraphs, _ evaluations: [(split: Split, request: EvaluationRequest)],
    _ problems: inout DiagnosticList
  ) {
    guard let learnt = gather(&problems, { try graphs.trainingFields() }) else { return }
    let trained = Set(learnt.map(\.data))
    for name in definition.data.keys where !trained.contains(name) {
      for field in descriptions[name]?.fields ?? [] where !field.headings.isEmpty {
        let others = learnt.filter { $0.field == field.name }.map { other in
          (
            name: other.data,
            headings: descriptions[other.data]?.field(other.field)?.headings ?? []
          )
        }.filter { $0.headings.count == field.headings.count }
        guard !others.contains(where: { $0.headings == field.headings }), let other = others.first,
          let (column, here, there) = ColumnOrder.first(field.headings, asIn: other.headings),
          isRead(name, field.name, in: evaluations)
        else { continue }
        problems.add(
          Diagnostic(
            .preprocessing,
            "'\(column.excerpt)' is number \(here + 1) of a row of '\(name)', and number \(there + 1) of '\(other.name)', by which networks are trained",
            at: definition.places[name] ?? nil,
            notes: [
              Diagnostic.Note("'columns: [NAME, …]' takes columns by their names, in every file")
            ]))
      }
    }
  }
}
