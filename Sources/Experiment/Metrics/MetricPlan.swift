import Config
import Diagnostics
import Layers
import OrderedCollections

/// How metrics are computed: which reductions run over which split, in which order, and what is made of them.
///
/// A metric is either a figure (arithmetic over reductions, each over the whole split) or a value per
/// example, which other metrics and plots read. A reduction inside a reduction becomes a figure of its own,
/// computed in an earlier pass.
package struct MetricPlan {
  /// Arithmetic on the host, in double precision.
  package indirect enum Figure {
    case number(Double)
    case figure(String)
    /// The k-th of `reductions`.
    case reduction(Int)
    case negate(Figure)
    case binary(ExpressionTree.Operator, Figure, Figure)
    case call(HostFunction, [Figure])
  }

  package struct Reduction {
    package enum Kind: String {
      case mean, sum, std, max
      /// Of two values, over all their examples.
      case frechet
    }
    package let kind: Kind
    /// What is evaluated for every batch: the argument of `mean`, `sum`, `std` and `max`, or a whole call of a
    /// loss, whose result is a mean over the batch; of `frechet`, the call.
    package let expression: ExpressionTree
    package let part: Part
    /// The figures that must be known before.
    package let needs: Set<String>
    package var split: Split { part.split }
    /// Whether it is told how well it is known: what judges a generator is compared from run to run.
    package var hasInterval: Bool {
      if case .call("kid", _, _) = expression.kind { return kind == .mean }
      return kind == .frechet
    }
  }

  /// What a reduction runs over.
  package struct Part: Hashable {
    package let split: Split
    /// At most so many examples; where no data is read, so many rows.
    package let count: Int?
    /// Whether networks that are trained run as in training.
    package var trains = false
    /// The metric whose iterated values it is of.
    package var iteration: String?
  }

  /// Every figure in the order in which it can be computed, nested ones (`error.1`) included.
  package private(set) var figures: OrderedDictionary<String, Figure> = [:]
  package private(set) var reductions: [Reduction] = []
  /// The metrics that are values per example, with nested reductions replaced by names.
  package private(set) var perExample: OrderedDictionary<String, ExpressionTree> = [:]
  /// The metrics per example that other metrics read.
  package private(set) var readMetrics: Set<String> = []
  /// What goes into the log, in the order of the file.
  package private(set) var logged: [String] = []

  let definitions: OrderedDictionary<String, MetricDefinition>
  /// Values and losses, whose expressions are followed where a figure names them.
  private let named: OrderedDictionary<String, ExpressionTree>
  private let params: Scope
  private let isLoss: (String) -> Bool
  private var visiting: [String] = []
  /// Values and losses, each over a split, that are known to be values per example.
  private var otherNamed: Set<String> = []

  /// - Throws: `DiagnosticList`, for metrics that depend on themselves.
  init(
    _ definitions: [MetricDefinition], named: OrderedDictionary<String, ExpressionTree>,
    scope: Scope,
    isLoss: @escaping (String) -> Bool
  ) throws {
    self.definitions = OrderedDictionary(
      definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.named = named
    self.isLoss = isLoss
    params = scope
    var problems = DiagnosticList()
    for definition in definitions {
      try problems.collect { try resolve(definition.name) }
    }
    try problems.throwIfErrors()
    logged = definitions.map(\.name).filter { figures[$0] != nil }
  }

  /// The figure of an expression that is no metric of its own, such as a plot's marker.
  mutating func figure(named name: String, _ expression: ExpressionTree, part: Part) throws
    -> Bool
  {
    guard let figure = try figure(expression, owner: name, part: part) else { return false }
    figures[name] = figure
    return true
  }

  private mutating func resolve(_ name: String) throws {
    guard let definition = definitions[name], figures[name] == nil, perExample[name] == nil else {
      return
    }
    if visiting.contains(name) {
      let chain = (visiting.drop { $0 != name } + [name]).joined(separator: " -> ")
      // As 'accuracy: accuracy', which is a word of other libraries.
      let hint =
        visiting.last == name
        ? ForeignNames.hint(for: name, among: Vocabulary.standard.functions.names)
          ?? "; a metric is called otherwise than what it reads" : nil
      throw Diagnostic(
        "the metric '\(name)' depends on itself: \(chain)\(hint ?? "")",
        at: definition.value.range)
    }
    visiting.append(name)
    defer { visiting.removeLast() }
    let part = Part(
      split: definition.split, count: definition.count, trains: definition.trains,
      iteration: definition.iteration == nil ? nil : name)
    if let iteration = definition.iteration { try resolve(readBy: iteration) }
    if let figure = try figure(definition.value, owner: name, part: part) {
      figures[name] = figure
    } else if definition.iteration != nil {
      throw Diagnostic(
        "a metric with 'iterate' is one number, and this is a value an example; mean(…) or sum(…) makes one",
        at: definition.value.range)
    } else {
      perExample[name] = try lifted(definition.value, owner: name, part: part)
    }
  }

  /// Resolves the metrics that iterated values are made of, which must be known before.
  private mutating func resolve(readBy iteration: IterationDefinition) throws {
    for (name, place) in iteration.places where definitions[name] != nil {
      throw Diagnostic("'\(name)' is the name of a metric in this file already", at: place)
    }
    var met: Set<String> = []
    for expression in iteration.expressions { try resolveMetrics(in: expression, met: &met) }
  }

  /// The metrics that an expression names, itself or through values and losses.
  private mutating func resolveMetrics(in expression: ExpressionTree, met: inout Set<String>) throws
  {
    for name in expression.names where met.insert(name).inserted {
      try resolve(name)
      if let inner = named[name] { try resolveMetrics(in: inner, met: &met) }
    }
  }

  /// `nil` where the expression is a value per example.
  private mutating func figure(_ expression: ExpressionTree, owner: String, part: Part) throws
    -> Figure?
  {
    switch expression.kind {
    case .number(let value): return .number(value)
    case .name(let name):
      if definitions[name] != nil {
        try resolve(name)
        return figures[name] == nil ? nil : .figure(name)
      }
      if let inner = named[name] {
        // No value of the file sees what is iterated.
        var own = part
        own.iteration = nil
        return try figure(of: name, inner, part: own)
      }
      if let value = try? params.number(expression) { return .number(value) }
      return nil
    case .negate(let inner):
      return try figure(inner, owner: owner, part: part).map { .negate($0) }
    case .binary(let symbol, let a, let b):
      guard let first = try figure(a, owner: owner, part: part),
        let second = try figure(b, owner: owner, part: part)
      else { return nil }
      return .binary(symbol, first, second)
    case .call(let function, let arguments, let keywords):
      let kind = Reduction.Kind(rawValue: function)
      if kind == .frechet { return try reduction(.frechet, expression, owner: owner, part: part) }
      if let kind, arguments.count == 1 {
        guard !keywords.contains(where: Self.isPartial) else { return nil }
        return try reduction(kind, arguments[0], owner: owner, part: part)
      }
      if isLoss(function) {
        let call = LossCall(function, arguments, keywords, at: expression.range)
        if let counted = call.counted(isNumber: { (try? params.number($0)) != nil }) {
          let sum = try reduction(.sum, counted.sum, owner: owner, part: part)
          let count = try reduction(.sum, counted.counts, owner: owner, part: part)
          // Where nothing counts, the sum is 0, and so is the mean.
          return .binary(
            .divide, sum, .binary(.add, count, .binary(.equal, count, .number(0))))
        }
        switch call.reduction {
        case "none": return nil
        case "sum": return try reduction(.sum, expression, owner: owner, part: part)
        default: return try reduction(.mean, expression, owner: owner, part: part)
        }
      }
      if keywords.isEmpty, let host = HostFunction(rawValue: function),
        arguments.count == host.arity
      {
        var operands: [Figure] = []
        for argument in arguments {
          guard let operand = try figure(argument, owner: owner, part: part) else { return nil }
          operands.append(operand)
        }
        return .call(host, operands)
      }
      return nil
    case .text, .member, .list, .slice: return nil
    }
  }

  /// The figure of a value or loss, which is computed once however often it is named; `nil` where it is a
  /// value per example.
  private mutating func figure(of name: String, _ expression: ExpressionTree, part: Part) throws
    -> Figure?
  {
    // With spaces, so that no name of the file is the same.
    let key =
      "\(name) over \(part.split.rawValue)" + (part.count.map { " \($0)" } ?? "")
      + (part.trains ? " in training" : "")
    if figures[key] != nil { return .figure(key) }
    guard !otherNamed.contains(key) else { return nil }
    guard !visiting.contains(key) else {
      let chain = visiting.drop { $0 != key }.compactMap { $0.split(separator: " ").first }
      throw Diagnostic(
        "'\(name)' depends on itself: \((chain + [name[...]]).joined(separator: " -> "))",
        at: expression.range)
    }
    visiting.append(key)
    defer { visiting.removeLast() }
    guard let figure = try figure(expression, owner: key, part: part) else {
      otherNamed.insert(key)
      return nil
    }
    figures[key] = figure
    return .figure(key)
  }

  private mutating func reduction(
    _ kind: Reduction.Kind, _ expression: ExpressionTree, owner: String, part: Part
  ) throws -> Figure {
    let lifted: ExpressionTree
    if case .call(let function, let arguments, let keywords) = expression.kind,
      kind == .frechet || isLoss(function)
    {
      // The call itself is the reduction; only its arguments may hold others.
      lifted = ExpressionTree(
        .call(
          function, try arguments.map { try self.lifted($0, owner: owner, part: part) }, keywords),
        range: expression.range)
    } else {
      lifted = try self.lifted(expression, owner: owner, part: part)
    }
    var needs: Set<String> = []
    var met: Set<String> = []
    let iterated = part.iteration.flatMap { definitions[$0]?.iteration?.expressions } ?? []
    for read in [lifted] + iterated { collectFigures(in: read, into: &needs, met: &met) }
    reductions.append(Reduction(kind: kind, expression: lifted, part: part, needs: needs))
    return .reduction(reductions.count - 1)
  }

  /// The expression with every reduction inside it replaced by the name of a figure of its own.
  private mutating func lifted(_ expression: ExpressionTree, owner: String, part: Part) throws
    -> ExpressionTree
  {
    switch expression.kind {
    case .name(let name):
      if definitions[name] != nil {
        try resolve(name)
        guard let inner = perExample[name] else { return expression }
        readMetrics.insert(name)
        return inner
      }
      return expression
    case .call(let function, _, let keywords):
      if Reduction.Kind(rawValue: function) != nil, !keywords.contains(where: Self.isPartial) {
        if let inner = try figure(expression, owner: owner, part: part) {
          var ordinal = 1
          while figures["\(owner).\(ordinal)"] != nil { ordinal += 1 }
          figures["\(owner).\(ordinal)"] = inner
          return ExpressionTree(.name("\(owner).\(ordinal)"), range: expression.range)
        }
      }
    case .slice(let base, let subscripts):
      return ExpressionTree(
        .slice(try lifted(base, owner: owner, part: part), subscripts), range: expression.range)
    case .number, .text, .member, .list, .negate, .binary: break
    }
    return try expression.mapChildren { try lifted($0, owner: owner, part: part) }
  }

  /// Whether an argument makes a reduction one of each example, not of all.
  private static func isPartial(_ argument: ExpressionTree.Keyword) -> Bool {
    argument.name == "per" || argument.name == "axis"
  }

  /// The figures that an expression names, itself or through values and losses, each of which is met once.
  private func collectFigures(
    in expression: ExpressionTree, into names: inout Set<String>, met: inout Set<String>
  ) {
    if case .name(let name) = expression.kind {
      if figures[name] != nil { names.insert(name) }
      if let inner = named[name] ?? perExample[name], met.insert(name).inserted {
        collectFigures(in: inner, into: &names, met: &met)
      }
    }
    for part in expression.children { collectFigures(in: part, into: &names, met: &met) }
  }
}

/// The functions of numbers that figures may apply.
package enum HostFunction: String {
  case exp, log, sqrt, square, abs, maximum, minimum, clip

  /// How many numbers it takes.
  package var arity: Int {
    switch self {
    case .exp, .log, .sqrt, .square, .abs: 1
    case .maximum, .minimum: 2
    case .clip: 3
    }
  }
}
