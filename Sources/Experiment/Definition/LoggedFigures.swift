import OrderedCollections

/// What the figures of a run's log are, as its charts and tables need it.
public struct LoggedFigures: Sendable {
  /// The figures that are metrics; any other is a loss, or the sum that an update minimizes.
  let metrics: Set<String>
  /// Of a metric that is a loss of other examples, that loss: `test_loss: reconstruction`.
  let measured: [String: String]
  /// The figures of which it is known what is better.
  public let goals: [WatchedFigure]
  /// Whether the schedule counts epochs, and not steps.
  package var goesByEpochs = true
  /// The metrics that are one quantity of several splits, counts or classes, where there are several, in the order of the file.
  var quantities: [[String]] = []

  /// The part of the data that each metric looks at, where that is known: `test`.
  var parts: [String: String] = [:]

  public func isLoss(_ name: String) -> Bool { !metrics.contains(name) }

  /// A figure with the part of the data that it looks at, `accuracy (test)`, where its name does not say so.
  package func title(of name: String) -> String {
    guard let part = parts[name], !Self.saysPart(name) else { return name }
    return "\(name) (\(part))"
  }

  /// Whether a word of a name is that of a part: `test_error` and `val_loss`, but not `latest` and `value`.
  private static func saysPart(_ name: String) -> Bool {
    name.lowercased().split(separator: "_").contains { word in
      word.hasPrefix("test") || word.hasPrefix("train")
        || ["val", "valid", "validation"].contains(word)
    }
  }

  /// The loss that a metric is of other examples, so that both are read off one axis; `nil` for any other metric.
  public func loss(of metric: String) -> String? { measured[metric] }

  /// The metrics that are the same quantity as one, itself among them, so that they are read off one axis.
  public func same(as metric: String) -> [String] {
    quantities.first { $0.contains(metric) } ?? [metric]
  }
}

extension ExperimentDefinition {
  public var loggedFigures: LoggedFigures {
    var figures = LoggedFigures(
      metrics: Set(metrics.map(\.name)), measured: measuredLosses, goals: directions)
    if case .steps? = train?.length { figures.goesByEpochs = false }
    // By what is written. What is iterated before may be another with each of them.
    var names: OrderedDictionary<String, [String]> = [:]
    for metric in metrics where metric.iteration == nil {
      names[Self.form(of: "\(metric.value)"), default: []].append(metric.name)
    }
    figures.quantities = names.values.filter { $0.count > 1 }
    return figures
  }

  /// A formula without its numbers: the recall of each class is one quantity.
  private static func form(of formula: String) -> String {
    var (form, isName, isNumber) = ("", false, false)
    for character in formula {
      if isNumber, character.isNumber || character == "." { continue }
      isNumber = character.isNumber && !isName
      isName = character.isLetter || character == "_" || isName && character.isNumber
      form.append(isNumber ? "#" : character)
    }
    return form
  }

  /// Of each metric that is a loss of other examples, that loss.
  var measuredLosses: [String: String] {
    // By what is written: a loss's name, what it is computed by, or the sum that an update minimizes.
    var names: [String: String] = [:]
    for update in train?.stages.flatMap(\.updates) ?? [] {
      if case .minimize(let sum) = update.rule { names["\(sum)"] = update.name }
    }
    for (name, value) in losses { names["\(value)"] = name }
    for name in losses.keys { names[name] = name }
    let measured = metrics.compactMap { metric in
      names["\(metric.value)"].map { (metric.name, $0) }
    }
    return Dictionary(measured, uniquingKeysWith: { first, _ in first })
  }
}
