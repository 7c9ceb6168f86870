import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

/// One graph while an experiment's expressions are composed into it: what each name means here.
final class GraphComposition {
  let model: Model
  let context: BuildContext
  /// The data that the graph reads, in order of first use.
  private(set) var fields: OrderedSet<Model.FieldInput> = []
  /// The losses that were composed, by name.
  private(set) var losses: OrderedDictionary<String, Term> = [:]

  /// What was read so far.
  private(set) var usage = NameUsage()

  private var terms: [String: Term] = [:]
  private var path: [String] = []
  /// Numbers of metrics, which the host sets.
  private let figures: Set<String>
  /// Ends of lattices over values, which the host sets too.
  private let latticeEnds: Set<String>
  private let perExample: OrderedDictionary<String, ExpressionTree>
  /// Values and losses as metrics and plots read them: what they reduce over all examples is a number of the host's.
  private let reduced: [String: MetricPlan.Reduced]
  /// The variable whose initial value is composed.
  private let beginning: VariableDefinition?
  /// The values of the round that begins, where it is composed what variables start as: they are known, and
  /// variables are read as they were before.
  private let starting: [String: Double]?
  private let modes: (String) -> Mode
  /// The iterated values of a sample, which the host hands on.
  let iterated: [String: Iterated]

  /// An iterated value as a graph reads it.
  struct Iterated {
    let type: TensorType
    let batch: BatchAxis
    /// Whether its rows are those of the batch.
    let isOfExamples: Bool
  }

  private lazy var evaluator = Evaluator(
    context: context, functions: Vocabulary.standard.functions, networks: model.networks,
    mode: modes, bindingNames: model.bindingNames,
    ownFunctions: model.definition.scope.functions.names,
    isUnread: { [model] in model.unread.contains($0) },
    isWithin: { [model] in model.definition.entries.isPlace($0, within: $1) },
    place: { [model] in model.definition.places[$0] ?? nil },
    bindings: { [unowned self] name, range in try binding(name, at: range) })

  init(
    _ model: Model, context: BuildContext, modes: @escaping (String) -> Mode,
    figures: Set<String> = [], perExample: OrderedDictionary<String, ExpressionTree> = [:],
    reduced: [String: MetricPlan.Reduced] = [:],
    latticeEnds: Set<String> = [], beginning: VariableDefinition? = nil,
    starting: [String: Double]? = nil, iterated: [String: Iterated] = [:]
  ) {
    self.iterated = iterated
    self.model = model
    self.context = context
    self.modes = modes
    self.figures = figures
    self.latticeEnds = latticeEnds
    self.perExample = perExample
    self.reduced = reduced
    self.beginning = beginning
    self.starting = starting
  }

  var builder: GraphBuilder { context.builder }

  func tensor(_ expression: ExpressionTree, as owner: Origin.Owner) throws -> Tensor {
    try evaluator.tensor(expression, as: owner)
  }

  /// The values of a list.
  func tensors(_ expression: ExpressionTree, as owner: Origin.Owner) throws -> [Tensor] {
    guard case .list(let terms) = try evaluator.evaluate(expression, as: owner) else { return [] }
    return terms.compactMap { term in
      if case .value(let tensor) = term { tensor } else { nil }
    }
  }

  func value(_ expression: ExpressionTree, as owner: Origin.Owner) throws -> Value {
    try tensor(expression, as: owner).value
  }

  /// Composes an expression only to see what is wrong with it.
  func check(_ expression: ExpressionTree, as owner: Origin.Owner) throws {
    _ = try evaluator.evaluate(expression, as: owner)
  }

  /// A value that is one float32 number.
  ///
  /// - Throws: `Diagnostic` saying the shape it has instead.
  func number(_ expression: ExpressionTree, as owner: Origin.Owner, purpose: String) throws -> Value
  {
    let value = try value(expression, as: owner)
    let type = builder.type(of: value)
    guard type == TensorType([]) else {
      throw Diagnostic(
        "\(purpose) needs one number, and this has the shape \(type.shape); "
          + "mean(…) or sum(…) makes one of it",
        at: expression.range)
    }
    return value
  }

  private func binding(_ name: String, at range: SourceRange?) throws -> Term? {
    if let known = terms[name] { return known }
    guard let term = try make(name, at: range) else { return nil }
    terms[name] = term
    return term
  }

  private func make(_ name: String, at range: SourceRange?) throws -> Term? {
    let definition = model.definition
    if let value = iterated[name] {
      let input = builder.input(.batch(Model.iteratedInput(name)), value.type)
      if value.isOfExamples { context.markExamples(input.value) }
      return .value(input.with(batch: value.batch))
    }
    if name == "i", !iterated.isEmpty {
      return .value(builder.input(.runtime(Model.iteratedInput(name)), TensorType([])))
    }
    if figures.contains(name) {
      return .value(builder.input(.runtime(Model.figureInput(name)), TensorType([])))
    }
    if latticeEnds.contains(name) {
      return .value(builder.input(.runtime(Model.latticeInput(name)), TensorType([])))
    }
    if let value = reduced[name] {
      let section = definition.losses[value.name] == nil ? "values" : "losses"
      return try named(
        value.name, value.expression, as: .entry(section: section, name: value.name))
    }
    if let expression = definition.values[name] {
      return try named(name, expression, as: .entry(section: "values", name: name))
    }
    if let expression = definition.losses[name] {
      let term = try named(name, expression, as: .entry(section: "losses", name: name))
      losses[name] = term
      return term
    }
    if let expression = perExample[name] {
      return try named(name, expression, as: .entry(section: "metrics", name: name))
    }
    if definition.scope.params[name] != nil {
      definition.scope.usage?.record(name)
      return try param(name, at: range)
    }
    if definition.train?.rounds[name] != nil {
      usage.names.insert(name)
      if let number = starting?[name] { return .number(number) }
      return .value(builder.input(.runtime(Model.roundInput(name)), TensorType([])))
    }
    if case .pool(let source, let size)? = definition.variables[name]?.form {
      usage.names.insert(name)
      return .value(try poolAnswer(name, source, size: size, at: range))
    }
    if let variable = try variable(name) {
      usage.names.insert(name)
      guard starting == nil else {
        let earlier = builder.input(
          .batch(Model.earlierInput(name)), variable.entry.memoryType)
        return .value(earlier.with(batch: variable.batch))
      }
      try context.declare(Model.declaration(ofVariable: variable.entry))
      return .value(
        context.tensor(context.stateValue(variable.entry)).with(batch: variable.batch))
    }
    if let term = try dataField(name, at: range) { return term }
    if let mistake = runningNumberMistake(name, at: range) { throw mistake }
    // The log has its column by that name.
    guard definition.networks[name] == nil, !Vocabulary.standard.functions.has(name),
      !definition.scope.functions.names.contains(name),
      !["batch_size", "step", "epoch"].contains(name), !model.unread.contains(name),
      let update = definition.train?.stages.flatMap(\.updates).first(where: { $0.name == name })
    else { return nil }
    throw Diagnostic(
      "'\(name)' is an update, and a name of values is wanted; what it \(update.rule.verb) is '\(update.rule.expression.description.excerpt)'",
      at: range)
  }

  private func named(_ name: String, _ expression: ExpressionTree, as owner: Origin.Owner) throws
    -> Term
  {
    if path.contains(name) {
      let chain = (path.drop { $0 != name } + [name]).joined(separator: " -> ")
      throw Diagnostic("'\(name)' depends on itself: \(chain)", at: expression.range)
    }
    usage.names.insert(name)
    path.append(name)
    defer { path.removeLast() }
    return try evaluator.evaluate(expression, as: owner)
  }

  /// The state entry of a variable; `nil` where there is none of that name.
  func variableEntry(_ name: String) throws -> StateEntry? { try variable(name)?.entry }

  private func variable(_ name: String) throws -> Model.Variable? {
    guard model.definition.variables[name] != nil else { return nil }
    if let beginning {
      throw Diagnostic(
        "a variable begins before the networks do, and this reads '\(name)'",
        at: beginning.initial?.range)
    }
    guard let variable = model.variables[name] else { return nil }
    return try usage.adding(variable)
  }

  /// What `body` makes by this composition, and all that was read.
  func composed<Content>(_ body: () throws -> Content) -> Composed<Content> {
    let content = Result { try body() }
    for node in builder.graph.nodes {
      if let network = node.origin.network { usage.networks.insert(network) }
    }
    return Composed(content: content, usage: usage)
  }

  /// What to say of a number of the running step where none runs, and which metrics read it; `nil` of any other name.
  private func runningNumberMistake(_ name: String, at range: SourceRange?) -> Diagnostic? {
    let definition = model.definition
    guard name == "step" || name == "epoch", definition.places[name] == nil,
      let mistake = context.runningNumberMistake(name, at: range)
    else { return nil }
    let readers = definition.metrics.filter {
      definition.moments(readBy: $0.value).contains(name)
    }
    return Diagnostic(
      mistake.message, at: range,
      notes: readers.prefix(4).map {
        Diagnostic.Note("the metric '\($0.name)' reads it", at: $0.value.range)
      })
  }

  private func param(_ name: String, at range: SourceRange?) throws -> Term {
    Self.term(try model.definition.scope.constant(named: name, at: range))
  }

  private static func term(_ constant: ConstantValue) -> Term {
    switch constant {
    case .number(let number): .number(number)
    case .boolean(let flag): .number(flag ? 1 : 0)
    case .text(let text): .text(text)
    case .list(let items): .list(items.map(term))
    }
  }

  /// `digit`, `digit.label`: a field of the batch.
  private func dataField(_ name: String, at range: SourceRange?) throws -> Term? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard let owner = parts.first, model.definition.data[owner] != nil else { return nil }
    usage.names.insert(owner)
    guard let description = model.descriptions[owner] else {
      throw UnknownData(name: owner)
    }
    let field: String
    if parts.count == 2 {
      guard description.field(parts[1]) != nil else {
        let known = description.fields.dropFirst().map { "'\(owner).\($0.name)'" }
        throw Diagnostic(
          "'\(owner)' has no field '\(parts[1])'"
            + (ForeignNames.hint(for: parts[1], among: Vocabulary.standard.functions.names)
              ?? Suggestion.phrase(for: parts[1], among: description.fields.map(\.name))),
          at: range,
          notes: known.isEmpty
            ? [] : [Diagnostic.Note("it has " + known.joined(separator: ", "))])
      }
      field = parts[1]
    } else {
      field = description.main.name
    }
    let input = Model.FieldInput(
      data: owner, field: field, isMain: field == description.main.name)
    guard let type = description.field(field)?.type else { return nil }
    guard let shape = Shape(checking: [context.batchExtent] + type.shape.extents) else {
      throw Diagnostic(
        "\(context.batchExtent) examples of the shape \(type.shape) are too large a batch",
        at: range)
    }
    fields.append(input)
    let value = builder.input(input.source, TensorType(shape, type.element))
    context.markExamples(value.value)
    return .value(value.with(batch: .many))
  }
}

/// Data whose shapes cannot be known because its files are not there; whatever reads it is not checked.
struct UnknownData: Error, CustomStringConvertible {
  let name: String
  var description: String { "the files of the data '\(name)' are not there" }
}
