import Diagnostics
import Graph
import Layers
import Tensors

extension Model {
  /// The state entry of a variable, of the shape of its initial value.
  func variableEntry(_ variable: VariableDefinition) -> Composed<StateEntry> {
    let composition = composition(of: variable, in: GraphBuilder())
    return composition.composed {
      StateEntry(
        name: variable.name, kind: .variable,
        type: try initialValue(of: variable, in: composition).type)
    }
  }

  /// How a variable begins: its expression on the first example of the data it names.
  func variableDeclaration(_ entry: StateEntry, of name: String) -> Declaration {
    Declaration(entry, filledWith: 0)
  }

  /// Composes a variable's initial value, on a batch of one.
  package func initialValue(of variable: VariableDefinition, in builder: GraphBuilder) throws -> (
    value: Value, type: TensorType, fields: [FieldInput]
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
    throws -> (value: Value, type: TensorType, fields: [FieldInput])
  {
    let value = try composition.value(variable.initial, as: "variables.\(variable.name)")
    let type = composition.builder.type(of: value)
    guard type.element == .float32 else {
      throw Diagnostic(
        "a variable holds real numbers, and this is \(type)", at: variable.initial.range)
    }
    if let entry = composition.context.declarations.first {
      throw Diagnostic(
        "a variable begins before the networks do, and this reads '\(entry.entry.name)'",
        at: variable.initial.range)
    }
    return (value, type, Array(composition.fields))
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
