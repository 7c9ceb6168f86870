import Config
import Diagnostics

/// What updates of one name say in any of the stages: they are one update, with one list of targets, one optimizer and
/// one count.
struct SharedUpdates {
  /// What each update changes, where that was written.
  private(set) var targets: [String: [FieldValue]] = [:]
  /// Each update's own optimizer, where it has one.
  private(set) var optimizers: [String: Fields] = [:]

  /// Reports stages that contradict each other.
  init(_ stages: [FieldValue], _ problems: inout DiagnosticList) {
    var places: [String: (update: SourceRange?, optimizer: SourceRange?)] = [:]
    for stage in stages {
      for (name, value) in stage.mapping() {
        let fields = value.fields(name)
        if fields.has("update") {
          let written = Self.list(fields.value("update"))
          let place = fields.range(of: "update")
          if let first = targets[name], first.map({ $0.text() }) != written.map({ $0.text() }) {
            problems.add(
              Self.contradiction(
                name, "changes other things", at: place, first: places[name]?.update))
          } else {
            targets[name] = written
            places[name, default: (nil, nil)].update = place
          }
        }
        if fields.has("optimizer") {
          let optimizer = fields.kind("optimizer")
          let place = fields.range(of: "optimizer")
          if let first = optimizers[name],
            first.canonical().yaml() != optimizer.canonical().yaml()
          {
            problems.add(
              Self.contradiction(
                name, "has another optimizer", at: place, first: places[name]?.optimizer))
          } else {
            optimizers[name] = optimizer
            places[name, default: (nil, nil)].optimizer = place
          }
        }
      }
    }
  }

  private static func list(_ value: FieldValue) -> [FieldValue] {
    if case .list(let items) = value.content { items } else { [value] }
  }

  private static func contradiction(
    _ name: String, _ difference: String, at place: SourceRange?, first: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      "'\(name)' \(difference) in this stage than in an earlier one; updates of one name are one, so give it another name",
      at: place, notes: [Diagnostic.Note("the earlier one is here", at: first)])
  }
}
