import Config
import Diagnostics
import OrderedCollections

/// Bounds how many names lead from one to the next, since what follows a name recurs for each.
enum NameDepth {
  static let most = 256

  /// What is wrong with the longest chain of names; `nil` where it is short enough. Circles are told of
  /// where they are met.
  static func problem(
    _ named: OrderedDictionary<String, ExpressionTree>, _ metrics: [MetricDefinition]
  ) -> Diagnostic? {
    var expressions = named
    for metric in metrics where expressions[metric.name] == nil {
      expressions[metric.name] = metric.value
    }
    let parts = expressions.mapValues { $0.names.filter { expressions[$0] != nil } }
    // Each round takes the names whose parts are all known: as many rounds as the longest chain is long.
    var waiting = parts
    for _ in 0..<most {
      let ready = waiting.filter { $0.value.allSatisfy { waiting[$0] == nil } }.map(\.key)
      if ready.isEmpty { return nil }
      for name in ready { waiting[name] = nil }
    }
    guard let name = waiting.keys.first else { return nil }
    return Diagnostic(
      "'\(name)' stands behind a chain of more than \(most) names", at: expressions[name]?.range)
  }
}
