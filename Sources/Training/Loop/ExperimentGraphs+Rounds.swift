import Experiment
import Graph
import Runtime

extension ExperimentGraphs {
  /// The state of a round of other shapes, of the state at the end of the one before: what keeps its shape keeps its values,
  /// and what an optimizer remembers of a resized variable begins anew.
  ///
  /// - Parameter values: those of the round.
  func state(
    entering round: Int, _ values: [String: Double], from earlier: State, data: LoadedDataSets,
    device: Device
  ) throws -> State {
    let state = try State(stateEntries())
    try state.copy(from: earlier)
    let resized = try declarations().filter {
      $0.entry.kind == .slot && earlier[$0.entry.name] != $0.entry
    }
    try begin(resized, in: state, data: data, device: device)
    try start(round, values, from: earlier, to: state, data: data, device: device)
    return state
  }

  /// Sets what variables start as in a round, of what they were before it.
  ///
  /// - Parameters:
  ///   - earlier: the state before the round; it may be the same as `state`.
  ///   - state: that of the round, which has all but what is set.
  func start(
    _ round: Int, _ values: [String: Double], from earlier: State, to state: State,
    data: LoadedDataSets, device: Device
  ) throws {
    guard let start = try self.start(round, values) else { return }
    let program = try device.load(
      [("start", start.graph)], state: state, numerics: model.definition.numerics)[0]
    for name in model.definition.variables.keys {
      let source = Input.Source.batch(Model.earlierInput(name))
      if program.inputType(source) != nil { try program.setInput(source, earlier.read(name)) }
    }
    try model.bindFirstExamples(program, start.fields, data: data)
    program.setStep(UInt64(round))
    try program.run()
  }
}

extension State {
  /// Takes over the entries that are of the same shape in another state.
  func copy(from other: State) throws {
    for entry in entries where other[entry.name] == entry {
      try write(entry.name, other.read(entry.name))
    }
  }
}
