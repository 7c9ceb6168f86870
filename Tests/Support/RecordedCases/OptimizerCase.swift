import Graph
import Layers
import Tensors

/// Ten applications of an optimizer with given gradients: PyTorch's own, or Keras's formulas computed by PyTorch.
public struct OptimizerCase: Decodable, Sendable, CustomStringConvertible {
  public let optimizer: String
  let source: String
  let x: Recorded
  let gradients: [Recorded]
  let values: [Recorded]
  let slots: [String: Recorded]

  public var description: String { "\(optimizer), of \(source)" }

  /// One application after another.
  public func steps() throws -> RecordedSteps {
    let optimizer = try RecordedCases.optimizer(optimizer)
    let entry = StateEntry(
      name: "net.dense_1.weight", kind: .parameter, type: TensorType(Shape(x.shape)),
      layout: [1, 0])
    let composition = GraphUnderTest()
    let context = composition.context
    let gradient = context.builder.input(.batch("gradient"), entry.memoryType)
    let update = try optimizer.update(
      parameter: context.stateValue(entry), gradient: gradient.value,
      globalFactor: optimizer.options.globalFactor([gradient]), entry: entry, updateName: "G",
      context: context)

    let initial = GraphBuilder()
    for declaration in context.declarations {
      let value = try declaration.initial(InitialContext(builder: initial, seed: 1))
      initial.result(.state(declaration.entry.name), value)
    }
    var state = [entry.name: x.array.permuted(entry.layout)]
    for (declaration, array) in zip(
      context.declarations, try Interpreter.run(initial.graph, inputs: [:]))
    {
      state[declaration.entry.name] = array.array
    }
    let next = [(entry, update.next)] + update.slots.map { ($0.entry, $0.next) }
    let prefix = "optimizer/G/\(type(of: optimizer).schema.name)/"
    return RecordedSteps(
      name: description,
      graph: Graph(
        nodes: context.builder.graph.nodes,
        results: next.map { Graph.Result(.state($0.0.name), $0.1) }),
      state: state, value: entry.name,
      steps: zip(gradients, values).enumerated().map { time, step in
        let progress = ScheduleProgress(applications: time, epoch: 0)
        return RecordedSteps.Step(
          inputs: [.batch("gradient"): step.0.array.permuted(entry.layout)],
          scalars: Dictionary(
            optimizer.hostScalars("G").map { ($0.name, $0.value(progress)) }
          ) { first, _ in first },
          value: step.1.permuted(entry.layout))
      },
      slots: Dictionary(
        slots.map { ("\(prefix)\($0.key)/\(entry.name)", $0.value.permuted(entry.layout)) }
      ) { first, _ in first })
  }
}

/// A graph that is run some times, each time from the state that it left.
public struct RecordedSteps: Sendable {
  public struct Step: Sendable {
    public let inputs: [Input.Source: HostArray]
    /// What the host computes for this step, in double precision.
    public let scalars: [String: Double]
    /// What the value is to be afterwards.
    public let value: Recorded
  }

  public let name: String
  /// Its results are the next values of the state.
  public let graph: Graph
  /// What the state begins with, as in memory.
  public let state: [String: HostArray]
  /// The entry that is compared after each step.
  public let value: String
  public let steps: [Step]
  /// What the other entries are to be after the last.
  public let slots: [String: Recorded]
}
