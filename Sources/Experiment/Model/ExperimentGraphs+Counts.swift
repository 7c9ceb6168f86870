import Config
import Datasets
import Diagnostics
import OrderedCollections

extension ExperimentGraphs {
  /// Warns of metrics of the first examples alone, where these have not all classes since the file is sorted by them.
  func checkCounts(_ data: LoadedDataSets) throws -> DiagnosticList {
    var problems = DiagnosticList()
    for metric in model.definition.metrics {
      guard let count = metric.count else { continue }
      for name in model.definition.sets(readBy: metric) {
        let warning = try data.examples(name, metric.split)?
          .classesLeftOut(ofFirst: count, of: name, at: metric.keyRange)
        if let warning { problems.add(warning) }
      }
    }
    return problems
  }
}

extension ExperimentDefinition {
  /// The data that a metric reads, itself or in what it names.
  fileprivate func sets(readBy metric: MetricDefinition) -> [String] {
    var open = [metric.value] + (metric.iteration?.expressions ?? [])
    var seen: Set<String> = []
    while let next = open.popLast() {
      for name in next.names where seen.insert(name).inserted {
        let named =
          values[name] ?? losses[name] ?? metrics.first(where: { $0.name == name })?.value
        if let named { open.append(named) }
      }
    }
    return data.keys.filter { seen.contains($0) }
  }
}
