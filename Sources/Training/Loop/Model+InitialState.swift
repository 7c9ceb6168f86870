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
        let start = try model.initialValue(of: variable, in: builder)
        builder.result(.state(entry.name), try model.clipped(start.value.value, entry, builder))
        fields += start.fields
      } else {
        builder.result(.state(entry.name), try declaration.initial(initial))
      }
    }
    guard !builder.graph.results.isEmpty else { return }
    let program = try device.load([("initialize", builder.graph)], state: state)[0]
    try model.bindFirstExamples(program, fields, data: data)
    program.setStep(0)
    try program.run()
  }
}

extension Model {
  /// The program that sets variables as a round begins; `nil` where `start` is not given.
  func startProgram(state: State, device: Device) throws -> (
    program: Program, fields: [FieldInput]
  )? {
    guard let graph = try startGraph() else { return nil }
    return (try device.load([("start", graph.graph)], state: state)[0], graph.fields)
  }

  /// Binds the first example of each field.
  func bindFirstExamples(_ program: Program, _ fields: [FieldInput], data: LoadedDataSets) throws {
    for field in fields {
      guard let examples = data.examples(field.data, .train),
        let index = examples.fields.firstIndex(where: { $0.name == field.field })
      else { continue }
      try program.setInput(field.source, try examples.first(1, field: index))
    }
  }
}
