import Config
import Datasets

extension ExperimentDefinition {
  /// Whether an expression reads data, itself or in what it names.
  fileprivate func readsData(_ expression: ExpressionTree) -> Bool {
    var (open, seen) = ([expression], Set<String>())
    while let next = open.popLast() {
      for name in next.names where seen.insert(name).inserted {
        if data[name] != nil { return true }
        if let named = values[name] ?? losses[name] { open.append(named) }
      }
    }
    return false
  }
}

extension Model {
  /// What the figures of its log are, with the part of the data that each metric looks at.
  package var loggedFigures: LoggedFigures {
    var figures = definition.loggedFigures
    guard definition.train != nil else { return figures }
    let haveTests =
      descriptions.count == definition.data.count
      && descriptions.values.allSatisfy { $0.testCount != nil && !$0.trainsOnTest }
    for metric in definition.metrics where definition.readsData(metric.value) {
      if metric.split == .train {
        figures.parts[metric.name] = "training"
      } else if haveTests {
        figures.parts[metric.name] = "test"
      }
    }
    return figures
  }
}
