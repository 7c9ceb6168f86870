import Config
import Diagnostics
import Layers
import OrderedCollections

/// The training schedule, checked.
public struct TrainDefinition: Sendable {
  public enum Length: Hashable, Sendable {
    case epochs(Int)
    case steps(Int)
  }

  public let length: Length
  public let batchSize: Int
  public let keepsLastBatch: Bool
  public let shuffles: Bool
  public let cyclesShorterSources: Bool
  /// The whole schedule is repeated once per combination of values; empty for one round.
  public let rounds: OrderedDictionary<String, [Double]>
  /// What variables take as a round begins.
  public let start: OrderedDictionary<String, ExpressionTree>
  public let stages: [StageDefinition]

  /// - Throws: `DiagnosticList` with everything that is wrong.
  init(_ fields: Fields, targets: Set<String>, networks: Set<String>, hasData: Bool) throws {
    var problems = DiagnosticList()
    switch (fields.has("epochs"), fields.has("steps")) {
    case (true, true):
      problems.add(
        Diagnostic(
          "both 'epochs' and 'steps' are given; keep the one that the schedule goes by",
          at: fields.range(of: "steps")))
      length = .steps(fields.integer("steps"))
    case (true, false):
      if !hasData {
        problems.add(
          Diagnostic(
            "without data there are no epochs; give 'steps'", at: fields.range(of: "epochs")))
      }
      length = .epochs(fields.integer("epochs"))
    case (false, true):
      length = .steps(fields.integer("steps"))
    case (false, false):
      problems.add(
        Diagnostic(
          "train needs a length: 'epochs: 10' or 'steps: 1000'", at: fields.range))
      length = .steps(1)
    }
    batchSize = fields.integer("batch_size")
    keepsLastBatch = fields.text("last_batch") == "keep"
    shuffles = fields.boolean("shuffle")
    cyclesShorterSources = fields.text("epoch") == "longest"
    var rounds: OrderedDictionary<String, [Double]> = [:]
    if fields.has("rounds") {
      for (name, value) in fields.mapping("rounds") {
        rounds[name] = value.list(name).map { $0.number() }
      }
    }
    self.rounds = rounds
    start = fields.has("start") ? fields.mapping("start").mapValues { $0.expression() } : [:]
    let common = fields.has("optimizer") ? fields.kind("optimizer") : nil
    stages = try fields.list("step").enumerated().compactMap { index, stage in
      try problems.collect {
        try StageDefinition(
          index: index, stage, common: common, targets: targets, networks: networks)
      }
    }
    if problems.hasErrors { throw problems }
  }
}

/// One stage of a step: updates that are taken at the same parameters.
public struct StageDefinition: Sendable {
  /// From 0.
  public let index: Int
  public let updates: [UpdateDefinition]

  /// How often the stage is repeated in a step.
  public let repetitions: Int

  init(
    index: Int, _ value: FieldValue, common: Fields?, targets: Set<String>, networks: Set<String>
  ) throws {
    var problems = DiagnosticList()
    self.index = index
    updates = try value.mapping().compactMap { name, value in
      try problems.collect {
        try UpdateDefinition(
          name: name, value, common: common, targets: targets, networks: networks)
      }
    }
    repetitions = updates.map(\.times).max() ?? 1
    if value.mapping().isEmpty {
      problems.add(
        Diagnostic(
          "a stage holds updates by name, such as 'G: {minimize: loss}'; this one holds none",
          at: value.range))
    }
    var owners: [String: String] = [:]
    for update in updates {
      for target in update.targets {
        if let owner = owners[target] {
          problems.add(
            Diagnostic(
              "'\(owner)' and '\(update.name)' both update '\(target)' in one stage; "
                + "updates of a stage are simultaneous, so put one of them in a stage of its own",
              at: update.keyRange))
        }
        owners[target] = update.name
      }
    }
    if problems.hasErrors { throw problems }
  }
}

/// One update: what it changes and by which rule.
public struct UpdateDefinition: Sendable {
  public enum Rule: Sendable {
    case minimize(ExpressionTree)
    case maximize(ExpressionTree)
    case assign(ExpressionTree)

    public var expression: ExpressionTree {
      switch self {
      case .minimize(let expression), .maximize(let expression), .assign(let expression): expression
      }
    }
  }

  public let name: String
  public let keyRange: SourceRange?
  public let range: SourceRange?
  /// The networks or variables it changes.
  public let targets: [String]
  public let rule: Rule
  /// The optimizer's kind and fields; `nil` for an assignment.
  public let optimizer: Fields?
  /// In steps.
  public let every: Int
  public let times: Int

  init(
    name: String, _ value: FieldValue, common: Fields?, targets known: Set<String>,
    networks: Set<String>
  ) throws {
    var problems = DiagnosticList()
    let fields = value.fields(name)
    self.name = name
    keyRange = value.keyRange
    range = fields.range
    let written: [FieldValue] =
      if !fields.has("update") {
        []
      } else if case .list(let items) = fields.value("update").content {
        items
      } else {
        [fields.value("update")]
      }
    targets = written.isEmpty ? [name] : written.map { $0.text() }
    for (index, target) in targets.enumerated() where !known.contains(target) {
      let place = written.isEmpty ? value.keyRange : written[index].range
      let advice =
        written.isEmpty
        ? "; name the update after what it changes, or say 'update: [...]'"
        : Suggestion.phrase(for: target, among: known.sorted())
      problems.add(
        Diagnostic("there is no network or variable '\(target)' to update\(advice)", at: place))
    }
    if Set(targets).count < targets.count {
      problems.add(
        Diagnostic("'update' names one of these twice", at: fields.range(of: "update")))
    }
    let rules: [(String, (ExpressionTree) -> Rule)] = [
      ("minimize", Rule.minimize), ("maximize", Rule.maximize), ("assign", Rule.assign),
    ]
    let given = rules.filter { fields.has($0.0) }
    if given.count != 1 {
      let found = given.isEmpty ? "has none" : "has " + given.map(\.0).joined(separator: " and ")
      problems.add(
        Diagnostic(
          "an update has exactly one of 'minimize', 'maximize' and 'assign'; '\(name)' \(found)",
          at: given.last.map { fields.range(of: $0.0) } ?? value.keyRange))
    }
    optimizer = fields.has("optimizer") ? fields.kind("optimizer") : common
    switch given.first {
    case ("assign", let make)?:
      for target in targets where networks.contains(target) {
        problems.add(
          Diagnostic(
            "'assign' sets a variable; '\(target)' is a network", at: fields.range(of: "assign")))
      }
      if fields.has("optimizer") {
        problems.add(
          Diagnostic(
            "'assign' sets the value as it is; no optimizer has a part in it",
            at: fields.range(of: "optimizer")))
      }
      rule = make(fields.expression("assign"))
    case (let key, let make)?:
      rule = make(fields.expression(key))
      if optimizer == nil {
        problems.add(
          Diagnostic(
            "'\(name)' has no optimizer; give one here or under train, "
              + "such as 'optimizer: {adam: {learning_rate: 1e-3}}'",
            at: value.keyRange))
      }
    case nil:
      rule = .minimize(ExpressionTree(.number(0), range: fields.range))
    }
    times = fields.integer("times")
    var every = 1
    try problems.collect {
      switch try Interval(fields.value("every")) {
      case .steps(let count): every = count
      case .epochs, .minutes:
        throw Diagnostic(
          "an update is applied every so many steps: '5 steps'", at: fields.range(of: "every"))
      }
    }
    self.every = every
    if problems.hasErrors { throw problems }
  }
}
