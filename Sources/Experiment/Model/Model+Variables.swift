import Config
import Diagnostics
import Graph
import Layers
import Tensors

extension Model {
  /// A variable as a graph reads it; `nil` for a pool, which each stage makes its own answer of.
  func composedVariable(_ variable: VariableDefinition) -> Composed<Variable?> {
    let composition = composition(of: variable, in: GraphBuilder())
    return composition.composed {
      guard let initial = variable.initial else { return nil }
      return Variable(
        variable.name, like: try initialValue(initial, of: variable, in: composition).value)
    }
  }

  /// A variable among what outlives a step. The zeros are never written: what it begins as is composed where data is there
  /// (``initialValue(of:in:)``).
  static func declaration(ofVariable entry: StateEntry) -> Declaration {
    Declaration(entry, filledWith: 0)
  }

  /// Composes a variable's initial value, on a batch of one and within its bounds; `nil` for a pool.
  package func initialValue(of variable: VariableDefinition, in builder: GraphBuilder) throws -> (
    value: Tensor, fields: [FieldInput]
  )? {
    guard let initial = variable.initial else { return nil }
    let composition = composition(of: variable, in: builder)
    let value = try initialValue(initial, of: variable, in: composition).value
    return (try composition.clipped(value, variable), Array(composition.fields))
  }

  private func composition(of variable: VariableDefinition, in builder: GraphBuilder)
    -> GraphComposition
  {
    let context = self.context(
      builder: builder, StreamNames(seed: definition.seed, role: "initialize"), batch: 1)
    return GraphComposition(
      self, context: context, modes: { _ in .inference }, beginning: variable)
  }

  private func initialValue(
    _ initial: ExpressionTree, of variable: VariableDefinition, in composition: GraphComposition
  ) throws -> (value: Tensor, fields: [FieldInput]) {
    let value = try composition.tensor(
      initial, as: .entry(section: "variables", name: variable.name))
    let type = value.type
    guard type.element == .float32 else {
      throw Diagnostic(
        "a variable holds real numbers, and this is \(type)", at: initial.range)
    }
    if let entry = composition.context.declarations.first {
      throw Diagnostic(
        "a variable begins before the networks do, and this reads '\(entry.entry.name)'",
        at: initial.range)
    }
    return (value, Array(composition.fields))
  }
}

extension Model.Variable {
  /// What holds a value.
  init(_ name: String, like value: Tensor) {
    // What is one example goes with each of a batch.
    let isOne = value.batch == .many && value.shape[0] == 1
    self.init(
      entry: StateEntry(name: name, kind: .variable, type: value.type),
      batch: isOne ? .one : value.batch)
  }
}

extension GraphComposition {
  /// The next value of an entry within the bounds of its variable, if it has any.
  func clipped(_ value: Value, _ entry: StateEntry) throws -> Value {
    guard entry.kind == .variable, let variable = model.definition.variables[entry.name] else {
      return value
    }
    return try clipped(context.tensor(value), variable).value
  }

  /// A value within the bounds of a variable.
  ///
  /// - Throws: bounds that do not fit it.
  func clipped(_ value: Tensor, _ variable: VariableDefinition) throws -> Tensor {
    guard let clip = variable.clip else { return value }
    if case (.number(let low), .number(let high)) = clip { return try value.clipped(low, high) }
    return try bounded(
      bounded(value, by: clip.low, of: variable) { try $0.maximum($1) }, by: clip.high, of: variable
    ) { try $0.minimum($1) }
  }

  private func bounded(
    _ value: Tensor, by bound: VariableDefinition.Bound, of variable: VariableDefinition,
    _ pick: (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    let expression: ExpressionTree
    switch bound {
    case .number(let number): return try pick(value, builder.number(number))
    case .expression(let written): expression = written
    }
    let limit = try tensor(expression, as: .entry(section: "variables", name: variable.name))
    func misfit() -> Diagnostic {
      Diagnostic(
        "'\(variable.name)' is \(value.shape), and this bound has the shape \(limit.shape)",
        at: expression.range)
    }
    do {
      let result = try pick(value.with(batch: .none), limit.with(batch: .none))
      guard result.shape == value.shape else { throw misfit() }
      return result.with(batch: value.batch)
    } catch is ShapeMismatch {
      throw misfit()
    }
  }
}
