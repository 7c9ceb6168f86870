import Compiler
import Datasets
import Diagnostics
import Experiment
import Graph
import Layers
import Processes
import Runtime
import Tensors

extension ExperimentGraphs {
  /// Computes every initial value, and what variables start as in the first round.
  ///
  /// - Parameters:
  ///   - state: that of this experiment's first round.
  ///   - trains: whether steps come next, which are then planned while this is compiled.
  public func initialize(
    _ state: State, data: LoadedDataSets, device: Device, trains: Bool = false
  ) throws {
    let entries = try beginningEntries()
    let begun = entries == state.entries ? state : try State(entries)
    try begin(
      try declarations(), in: begun, data: data, device: device,
      later: trains ? firstSteps(data) : nil)
    for weights in data.weights {
      for (entry, array) in try weights.read() { try begun.write(entry, array) }
    }
    // An average begins as its network, whose weights may have been read.
    for (name, network) in model.definition.networks {
      guard let average = network.average else { continue }
      for entry in begun.entries where entry.name.hasPrefix(name + ".") {
        let source = average.network + entry.name.dropFirst(name.count)
        if begun.contains(source) { try begun.write(entry.name, begun.read(source)) }
      }
    }
    if begun !== state { try state.copy(from: begun) }
    guard let schedule = model.definition.train, !schedule.start.isEmpty else { return }
    try start(
      0, schedule.combinations()[0], from: begun, to: state, data: data, device: device)
  }

  /// The steps of the first round with all updates; `nil` where they are of other shapes than this is composed for.
  private func firstSteps(_ data: LoadedDataSets) throws -> Device.LaterSteps? {
    guard !isOther(inRound: 0), let schedule = model.definition.train else { return nil }
    let steps = try (data.plan?.sizes ?? [1]).flatMap { batch in
      try schedule.stages.map { try stage($0, active: $0.updates, batch: batch).graph }
    }
    return Device.LaterSteps(
      steps, fixed: Fixed(updated: try updatedEntries(), inputs: try constantFields()))
  }

  /// Computes initial values of entries.
  ///
  /// - Parameter later: steps to plan meanwhile, where there is something to compile.
  func begin(
    _ declarations: [Declaration], in state: State, data: LoadedDataSets, device: Device,
    later: Device.LaterSteps? = nil
  ) throws {
    let builder = GraphBuilder()
    let initial = InitialContext(builder: builder, seed: model.definition.seed)
    var fields: [Model.FieldInput] = []
    for declaration in declarations {
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
    let numerics = model.definition.numerics
    var planning: BackgroundThread?
    defer { planning?.join() }
    let program = try device.load(
      [("initialize", builder.graph)], state: state, numerics: numerics,
      building: { progress in
        guard progress.seconds == 0 else { return }
        planning = later.flatMap { device.plan($0, numerics: numerics) }
      })[0]
    try model.bindFirstExamples(program, fields, data: data)
    program.setStep(0)
    try program.run()
  }
}

extension Model {
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
