import Datasets
import Diagnostics
import Experiment
import Graph
import Layers
import Runtime
import Tensors

extension ExperimentGraphs {
  /// Computes every initial value.
  public func initialize(_ state: State, data: LoadedDataSets, device: Device) throws {
    let builder = GraphBuilder()
    let initial = InitialContext(builder: builder, seed: model.definition.seed)
    var fields: [Model.FieldInput] = []
    for declaration in try declarations() {
      let entry = declaration.entry
      builder.origin = Origin(.named(entry.name))
      if let variable = model.definition.variables[entry.name], entry.kind == .variable {
        guard let start = try model.initialValue(of: variable, in: builder) else { continue }
        builder.result(.state(entry.name), start.value.value)
        fields += start.fields
      } else {
        builder.result(.state(entry.name), try declaration.initial(initial))
      }
    }
    guard !builder.graph.results.isEmpty else { return }
    let program = try device.load(
      [("initialize", builder.graph)], state: state, numerics: model.definition.numerics)[0]
    try model.bindFirstExamples(program, fields, data: data)
    program.setStep(0)
    try program.run()
    for weights in data.weights {
      for (entry, array) in try weights.read() { try state.write(entry, array) }
    }
    // An average begins as its network, whose weights may have been read.
    for (name, network) in model.definition.networks {
      guard let average = network.average else { continue }
      for entry in state.entries where entry.name.hasPrefix(name + ".") {
        let source = average.network + entry.name.dropFirst(name.count)
        if state.contains(source) { try state.write(entry.name, state.read(source)) }
      }
    }
  }
}

extension Model {
  /// The program that sets variables as a round begins; `nil` where `start` is not given.
  func startProgram(state: State, device: Device) throws -> (
    program: Program, fields: [FieldInput]
  )? {
    guard let graph = try startGraph() else { return nil }
    let program = try device.load(
      [("start", graph.graph)], state: state, numerics: definition.numerics)[0]
    return (program, graph.fields)
  }

  /// Binds the first example of each field, as a batch of so many copies.
  func bindFirstExamples(
    _ program: Program, _ fields: [FieldInput], data: LoadedDataSets, copies: Int = 1
  ) throws {
    for field in fields {
      guard let examples = data.examples(field.data, .train),
        let index = examples.fields.firstIndex(where: { $0.name == field.field })
      else { continue }
      guard program.inputType(field.source) != nil else { continue }
      try program.setInput(field.source, try examples.copiesOfFirst(copies, field: index))
    }
  }
}
