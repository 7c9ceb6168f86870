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

  /// Every figure in the order in which it can be computed, nested ones (`error.1`) included.
  package private(set) var figures: OrderedDictionary<String, Figure> = [:]
  package private(set) var reductions: [Reduction] = []
  /// The metrics that are values per example, with nested reductions replaced by names.
  package private(set) var perExample: OrderedDictionary<String, ExpressionTree> = [:]
  /// The metrics per example that other metrics read.
  package private(set) var readMetrics: Set<String> = []
  /// What goes into the log, in the order of the file.
  package private(set) var logged: [String] = []
  /// Values and losses of which a part of them is reduced over all examples, by what they are called for one part of the data.
  private(set) var reduced: [String: Reduced] = [:]
  /// What plots show of which a part is reduced over all examples, by what it is called.
  private(set) var shown: [String: ExpressionTree] = [:]
  /// The values and losses that are figures, themselves or in part.
  private(set) var readValues: Set<String> = []

  let definitions: OrderedDictionary<String, MetricDefinition>
  /// Values and losses, whose expressions are followed where a figure names them.
  let named: OrderedDictionary<String, ExpressionTree>
  let params: Scope
  let isLoss: (String) -> Bool
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
      if let inner = named[name] { return try figure(of: name, inner, part: part.ofValues) }
      if let value = try? params.number(expression) { return .number(value) }
      return nil
    case .negate(let inner):
      return try figure(inner, owner: owner, part: part).map { .negate($0) }
    case .binary(let symbol, let a, let b):
      for (size, other) in [(a, b), (b, a)] where isBatchSize(size) {
        guard try figure(other, owner: owner, part: part) != nil else { return nil }
        throw Diagnostic(
          "'batch_size' is of a step, and metrics and plots are of all examples of a split; mean(…), or 'reduction=batchmean' of a loss, divides by how many there are",
          at: size.range,
          notes: visiting.last { definitions[$0] != nil }.map {
            [Diagnostic.Note("the metric '\($0)' reads it")]
          } ?? [])
      }
      guard let first = try figure(a, owner: owner, part: part),
        let second = try figure(b, owner: owner, part: part)
      else { return nil }
      return .binary(symbol, first, second)
    case .call(let function, let arguments, let keywords):
      let kind = Reduction.Kind(rawValue: function)
      if kind == .frechet { return try reduction(.frechet, expression, owner: owner, part: part) }
      if let kind {
        guard let whole = Self.whole(arguments, keywords) else { return nil }
        if kind == .mean, case .call(let loss, let inner, let words) = whole.kind, isLoss(loss),
          isReduction(loss, inner, words)
        {
          // One number already, which is its own mean: of batches that number is another one each.
          return try figure(whole, owner: owner, part: part)
        }
        return try reduction(kind, whole, owner: owner, part: part)
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
        case "sum":
          return try reduction(.sum, expression, isItself: true, owner: owner, part: part)
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
    let key = part.key(of: name)
    if figures[key] != nil { return .figure(key) }
    guard !otherNamed.contains(key) else { return nil }
    try visit(name, expression, as: key)
    defer { visiting.removeLast() }
    guard let figure = try figure(expression, owner: key, part: part) else {
      otherNamed.insert(key)
      return nil
    }
    figures[key] = figure
    readValues.insert(name)
    return .figure(key)
  }

  /// What a value or loss is called of which a part of it, or all, is reduced over all examples.
  private mutating func reducedName(of name: String, _ expression: ExpressionTree, part: Part)
    throws -> String
  {
    let key = part.key(of: name)
    guard reduced[key] == nil, try figure(of: name, expression, part: part) == nil else {
      return key
    }
    try visit(name, expression, as: key)
    defer { visiting.removeLast() }
    let inner = try lifted(expression, owner: key, part: part)
    reduced[key] = Reduced(name: name, expression: inner)
    readValues.insert(name)
    return key
  }

  /// - Throws: a value that leads back to itself.
  private mutating func visit(_ name: String, _ expression: ExpressionTree, as key: String) throws {
    guard !visiting.contains(key) else {
      let chain = visiting.drop { $0 != key }.compactMap { $0.split(separator: " ").first }
      throw Diagnostic(
        "'\(name)' depends on itself: \((chain + [name[...]]).joined(separator: " -> "))",
        at: expression.range)
    }
    visiting.append(key)
  }

  /// Makes figures of what is reduced over all examples in an expression of a plot.
  mutating func take(_ expression: ExpressionTree, as owner: String, part: Part) throws {
    guard reducesExamples(expression) else { return }
    shown[owner] = try lifted(expression, owner: owner, part: part)
  }

  /// - Parameter isItself: whether the expression is a call that reduces, and not what is reduced.
  private mutating func reduction(
    _ kind: Reduction.Kind, _ expression: ExpressionTree, isItself: Bool = false, owner: String,
    part: Part
  ) throws -> Figure {
    let lifted: ExpressionTree
    // A call of a loss, of the Fréchet distance too, is the reduction itself; only its arguments may hold others.
    if case .call(let function, _, _) = expression.kind,
      kind == .frechet || isLoss(function) && (isItself || kind == .mean)
    {
      lifted = try expression.mapChildren { try self.lifted($0, owner: owner, part: part) }
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
        if perExample[name] != nil { readMetrics.insert(name) }
        return expression
      }
      guard let inner = named[name], reducesExamples(expression) else { return expression }
      return ExpressionTree(
        .name(try reducedName(of: name, inner, part: part.ofValues)), range: expression.range)
    case .call("gradient", _, _):
      var met: Set<String> = []
      try resolveMetrics(in: expression, met: &met)
      let read = met.filter { perExample[$0] != nil }
      readMetrics.formUnion(read)
      return expression
    case .call(let function, let arguments, let keywords):
      if isReduction(function, arguments, keywords) {
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

  /// The figures that an expression names, itself or through values and losses, each of which is met once.
  private func collectFigures(
    in expression: ExpressionTree, into names: inout Set<String>, met: inout Set<String>
  ) {
    if case .name(let name) = expression.kind {
      if figures[name] != nil { names.insert(name) }
      let inner = named[name] ?? perExample[name] ?? reduced[name]?.expression
      if let inner, met.insert(name).inserted {
        collectFigures(in: inner, into: &names, met: &met)
      }
    }
    for part in expression.children { collectFigures(in: part, into: &names, met: &met) }
  }
}
