import Config
import Datasets
import Diagnostics

extension Model {
  /// Warns of two sources of as many examples that meet one by one although each has an order and a holdout of its own: accuracies are
  /// those of chance then, and nothing else says so.
  func checkPairs(_ problems: inout DiagnosticList) {
    let varying = definition.data.keys.filter { descriptions[$0]?.isConstant == false }
    guard varying.count > 1 else { return }
    let values = definition.values.merging(definition.losses) { value, _ in value }
    let metrics = definition.metrics.map { ($0.name, $0.value) }
    let named = Dictionary(
      values.map { ($0.key, $0.value) } + metrics, uniquingKeysWith: { value, _ in value })
    let shuffles = definition.train?.shuffles == true
    var told: Set<Set<String>> = []
    for (expressions, isTraining) in [
      (Array(definition.losses.values), true), (metrics.map(\.1), false),
    ] {
      var meetings = SourceMeetings(named: named, sources: Set(varying)) { first, second in
        self.areUnpaired(first, second, shuffled: isTraining && shuffles)
      }
      for expression in expressions { meetings.look(at: expression) }
      for meeting in meetings.meetings where told.insert([meeting.first, meeting.second]).inserted {
        problems.add(
          Diagnostic(
            .unpairedSources,
            "examples of '\(meeting.first)' and '\(meeting.second)' meet one by one here, and each has an order and a holdout of its own",
            at: meeting.expression.range,
            notes: [
              .init(
                areOfOneSource(meeting.first, meeting.second)
                  ? "two views of an example are two values of one set, each with draws of its own: '\(meeting.first) + 0.1 * normal(like=\(meeting.first))'"
                  : "what belongs together is one source: 'fields: {\(meeting.first): …, \(meeting.second): …}'",
                at: definition.places[meeting.second] ?? nil)
            ]))
      }
    }
  }

  private func areOfOneSource(_ first: String, _ second: String) -> Bool {
    guard let first = definition.data[first], let second = definition.data[second] else {
      return false
    }
    return first.isOfOneSource(as: second)
  }

  /// Whether two sources of as many examples may come in different orders.
  private func areUnpaired(_ first: String, _ second: String, shuffled: Bool) -> Bool {
    guard let count = descriptions[first]?.sourceCount,
      count == descriptions[second]?.sourceCount
    else { return false }
    let sets = [first, second].compactMap { definition.data[$0] }
    return sets.contains { $0.choosesExamples || shuffled && $0.shuffles }
  }
}
