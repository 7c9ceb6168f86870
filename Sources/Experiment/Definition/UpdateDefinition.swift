import Config
import Diagnostics
import Layers

/// One update: what it changes and by which rule.
public struct UpdateDefinition: Sendable {
  public enum Rule: Sendable {
    case minimize(ExpressionTree)
    case maximize(ExpressionTree)
    case assign(ExpressionTree)

    /// What it does with its expression, as messages say it.
    var verb: String {
      switch self {
      case .minimize: "minimizes"
      case .maximize: "maximizes"
      case .assign: "assigns"
      }
    }

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
  /// Where `every` is written.
  let everyRange: SourceRange?

  init(
    name: String, _ value: FieldValue, common: Fields?, shared: SharedUpdates,
    targets known: Set<String>, networks: Set<String>
  ) throws {
    var problems = DiagnosticList()
    let fields = value.fields(name)
    self.name = name
    keyRange = value.keyRange
    range = fields.range
    let written = shared.targets[name] ?? []
    targets = written.isEmpty ? [name] : written.map { $0.text() }
    for (index, target) in targets.enumerated() where !known.contains(target) {
      let place = written.isEmpty ? value.keyRange : written[index].range
      let advice =
        written.isEmpty && !target.contains(".")
        ? "; name the update after what it changes, or say 'update: [...]'"
        : Self.meant(by: target, among: known)
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
    optimizer = given.first?.0 == "assign" ? nil : shared.optimizers[name] ?? common
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
      switch Interval(fields.period("every")) {
      case .steps(let count): every = count
      case .epochs, .minutes, .rounds:
        throw Diagnostic(
          "an update is applied every so many steps: '5 steps'", at: fields.range(of: "every"))
      }
    }
    self.every = every
    everyRange = fields.range(of: "every")
    if problems.hasErrors { throw problems }
  }

  /// What may be meant by a target that there is not: `net.parameters()`, `all`.
  private static func meant(by target: String, among known: Set<String>) -> String {
    let bare = String(target.prefix { $0 != "." && $0 != "(" })
    if known.contains(bare) {
      return target.contains("(")
        ? "; write '\(bare)'"
        : "; an update changes all of '\(bare)': layers that change alone stand in a network of their own"
    }
    let nearest = Suggestion.phrase(for: target, among: known.sorted())
    guard nearest.isEmpty, !known.isEmpty else { return nearest }
    return "; there \(known.count == 1 ? "is" : "are") \(known.sorted().quotedList(most: 12))"
  }
}
