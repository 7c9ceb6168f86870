import Experiment
import Graph
import Layers
import Runtime

extension ExperimentGraphs {
  /// The state of a round of other shapes, of the state at the end of the one before: what keeps its shape keeps its values,
  /// but for what begins anew with what is resized.
  ///
  /// - Parameter values: those of the round.
  func state(
    entering round: Int, _ values: [String: Double], from earlier: State, data: LoadedDataSets,
    device: Device
  ) throws -> State {
    let state = try State(stateEntries())
    try state.copy(from: earlier)
    try begin(begunAnew(after: earlier), in: state, data: data, device: device)
    try start(round, values, from: earlier, to: state, data: data, device: device)
    return state
  }

  /// What begins anew as a round has other shapes, beside the variables that it resizes: what an optimizer remembers of these, and
  /// of all others of their update where it counts one time for all; pools of values of another shape, with how many they hold.
  private func begunAnew(after earlier: State) throws -> [Declaration] {
    let all = try declarations()
    let changed = all.map(\.entry).filter { earlier[$0.name] != $0 }
    var slots: [String] = []
    for update in model.definition.train?.stages.flatMap(\.updates) ?? [] {
      guard let fields = update.optimizer else { continue }
      let prefix = "optimizer/\(update.name)/"
      let optimizer = try OptimizerCatalogue.make(fields)
      if type(of: optimizer).countsSteps, changed.contains(where: { $0.name.hasPrefix(prefix) }) {
        slots.append(prefix)
      }
    }
    let counters = changed.filter { $0.kind == .pool }.map { $0.name + ".count" }
    return all.filter { declaration in
      let entry = declaration.entry
      return switch entry.kind {
      case .slot: changed.contains(entry) || slots.contains { entry.name.hasPrefix($0) }
      case .pool: changed.contains(entry)
      case .counter: counters.contains(entry.name)
      case .parameter, .statistic, .average, .variable: false
      }
    }
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
