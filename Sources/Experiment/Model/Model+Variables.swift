import Diagnostics
import Graph
import Layers
import Tensors

extension Model {
  func composedVariable(_ variable: VariableDefinition) -> Composed<Variable> {
    let composition = composition(of: variable, in: GraphBuilder())
    return composition.composed {
      let value = try initialValue(of: variable, in: composition).value
      // What begins as one example goes with each of a batch.
      let isOne = value.batch == .many && value.shape[0] == 1
      return Variable(
        entry: StateEntry(name: variable.name, kind: .variable, type: value.type),
        batch: isOne ? .one : value.batch)
    }
  }

  /// How a variable begins: its expression on the first example of the data it names.
  func variableDeclaration(_ entry: StateEntry, of name: String) -> Declaration {
    Declaration(entry, filledWith: 0)
  }

  /// Composes a variable's initial value, on a batch of one.
  package func initialValue(of variable: VariableDefinition, in builder: GraphBuilder) throws -> (
    value: Tensor, fields: [FieldInput]
  ) {
    try initialValue(of: variable, in: composition(of: variable, in: builder))
  }

  private func composition(of variable: VariableDefinition, in builder: GraphBuilder)
    -> GraphComposition
  {
    let context = BuildContext(
      builder: builder, streams: StreamNames(seed: definition.seed, role: "initialize"),
      batchExtent: 1)
    return GraphComposition(
      self, context: context, modes: { _ in .inference }, beginning: variable)
  }

  private func initialValue(of variable: VariableDefinition, in composition: GraphComposition)
    throws -> (value: Tensor, fields: [FieldInput])
  {
    let value = try composition.tensor(
      variable.initial, as: .entry(section: "variables", name: variable.name))
    let type = value.type
    guard type.element == .float32 else {
      throw Diagnostic(
        "a variable holds real numbers, and this is \(type)", at: variable.initial.range)
    }
    if let entry = composition.context.declarations.first {
      throw Diagnostic(
        "a variable begins before the networks do, and this reads '\(entry.entry.name)'",
        at: variable.initial.range)
    }
    return (value, Array(composition.fields))
  }

  /// The next value of an entry within the bounds of its variable, if it has any.
  package func clipped(_ value: Value, _ entry: StateEntry, _ builder: GraphBuilder) throws -> Value
  {
    guard entry.kind == .variable, let clip = definition.variables[entry.name]?.clip else {
      return value
    }
    return try Tensor(value, builder).clipped(clip.low, clip.high).value
  }
}
