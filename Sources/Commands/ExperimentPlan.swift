import Compiler
import Datasets
import Diagnostics
import Experiment
import Foundation
import Graph
import Runtime
import Tensors
import Training

/// What an experiment will take: layers with shapes and parameters, arithmetic, memory, checkpoint size.
public struct ExperimentPlan {
  public let text: String
  private let json: JSON
  /// The state, the checkpoint writer's snapshot of it, the arena, the batch buffers and the data.
  public let memoryBytes: Int
  let dataBytes: Int
  /// The numbers that training changes.
  let parameters: Int
  /// Multiplications and additions of a training step.
  let stepOperations: Double
  /// What a checkpoint takes at most.
  let checkpointBytes: Int
  /// What would take less memory.
  let advice: String

  /// - Parameters:
  ///   - memory: the bytes that this process may take.
  ///   - wanted: which of the programs are planned.
  public init(
    _ experiment: LoadedExperiment, machine: Machine, memory: Int = MemoryLimit.bytes,
    where wanted: (NamedGraph) -> Bool = { _ in true }
  ) throws {
    try self.init(PlanRequest(experiment, memory: memory, where: wanted), machine: machine)
  }

  /// Made on any thread.
  init(_ request: PlanRequest, machine: Machine) throws {
    let level = try machine.instructionSet()
    try self.init(request) { graph, fixed in
      try machine.device.backend == .reference
        ? Compiler.programs(
          graph, fixed: fixed, options: CompilerOptions(level: level, numerics: request.numerics))
        : machine.device.outlines(of: graph, fixed: fixed, numerics: request.numerics)
    }
  }

  /// For this machine's processors, where there is no compiler.
  public init(withoutCompiler experiment: LoadedExperiment) throws {
    let request = try PlanRequest(experiment)
    let level = try InstructionSet.detect()
    let options = CompilerOptions(level: level, numerics: request.numerics)
    try self.init(request) { try Compiler.programs($0, fixed: $1, options: options) }
  }

  private init(
    _ request: PlanRequest, compile: (Graph, Fixed?) throws -> [CompiledGraph]
  ) throws {
    let (graphs, fixed, entries) = (request.graphs, request.fixed, request.entries)
    var lines: [String] = ["\(request.name)  \(request.identity.short)", ""]
    lines += request.data.lines
    var networks: [JSON] = []
    for (name, average) in request.networks {
      // Its layers are those of the other network, and nothing trains it.
      if let average { lines += ["\(name): \(average.phrase)", ""] }
      let planned = PlannedNetwork(name, average: average, entries: entries, graphs: graphs)
      guard let network = planned else { continue }
      if average == nil { lines += network.lines }
      networks.append(network.json)
    }
    var programs: [JSON] = []
    var largest: (name: String, bytes: Int, isStep: Bool)?
    lines += request.training?.lines ?? []
    lines.append("programs")
    var stepOperations = 0.0
    for named in graphs {
      let compiled = try compile(named.graph, named.isStep ? fixed : nil)
      for (part, program) in zip(named.parts(fixed), compiled) where !program.launches.isEmpty {
        if program.arenaBytes > largest?.bytes ?? -1 {
          largest = (part.name, program.arenaBytes, named.isStep)
        }
        let operations = part.graph.arithmetic
        if part.isStep { stepOperations += operations }
        programs.append(
          .object([
            .init("name", .string(part.name)), .init("launches", .integer(program.launches.count)),
            .init("kernels", .integer(program.kernels.count)),
            .init("operations", .number(operations)),
            .init("arena_bytes", .integer(program.arenaBytes)),
          ]))
        lines.append(
          "  \(part.name): "
            + [
              "\(program.launches.count.counted("launch", plural: "launches")) of \(program.kernels.count.counted("kernel"))",
              Self.operations(operations), "arena \(Self.bytes(program.arenaBytes))",
            ].filter { !$0.isEmpty }.joined(separator: ", "))
      }
    }
    self.stepOperations = stepOperations
    let arena = largest?.bytes ?? 0
    let state = entries.reduce(0) { $0.addingClamped($1.type.byteCount) }
    let oneBatch = graphs.filter(\.isStep).map { Self.batchBytes($0.graph) }.max() ?? 0
    let batch = oneBatch.addingClamped(oneBatch)
    dataBytes = request.dataBytes
    let reading = request.readingBytes
    let together = [state, state, arena, batch, dataBytes].reduce(0) { $0.addingClamped($1) }
    memoryBytes = max(together, reading)
    parameters = entries.filter { $0.kind == .parameter }.reduce(0) { $0 + $1.type.shape.count }
    checkpointBytes = state
    let whileRead =
      reading > dataBytes ? ", and \(Self.bytes(reading)) for a while as it is read" : ""
    lines += [
      "", "memory",
      "  state \(Self.bytes(state)), its snapshot while a checkpoint is written \(Self.bytes(state))",
      "  arena \(Self.bytes(arena))\(largest.map { " of \($0.name)" } ?? ""), two batches \(Self.bytes(batch))",
      "  data \(Self.bytes(dataBytes))\(whileRead)",
      "  together \(Self.bytes(memoryBytes))",
      "  a checkpoint is at most \(Self.bytes(state))",
    ]
    advice = MemoryCheck.advice(
      memory: memoryBytes, data: max(dataBytes, reading), largestSet: request.largestSet,
      largest: largest)
    if memoryBytes > request.memory {
      lines.append("  too much, as this process may take \(Self.bytes(request.memory)): \(advice)")
    }
    lines += request.notes.map { "note: \($0)" }
    text = lines.joined(separator: "\n") + "\n"
    json = .object([
      .init("name", .string(request.name)),
      .init("identity", .string(request.identity.digest)),
      .init("data", request.data.json), .init("networks", .array(networks)),
      .init("training", request.training?.json ?? .null),
      .init("programs", .array(programs)),
      .init(
        "memory",
        .object([
          .init("state_bytes", .integer(state)), .init("arena_bytes", .integer(arena)),
          .init("batch_bytes", .integer(batch)), .init("data_bytes", .integer(dataBytes)),
          .init("together_bytes", .integer(memoryBytes)),
          .init("checkpoint_bytes", .integer(checkpointBytes)),
        ])),
    ])
  }

  /// The same as one object; sizes in bytes, arithmetic in operations, times in seconds.
  ///
  /// - Parameter profile: what the profile replaces of the file; `nil` where it replaces nothing.
  public func json(_ estimate: StepEstimate, profile: ProfileSettings?) -> JSON {
    guard case .object(var members) = json else { return json }
    if let profile { members.append(.init("profile", profile.json)) }
    if let duration = estimate.duration { members.append(.init("time", duration.json)) }
    return .object(members)
  }

  private static func batchBytes(_ graph: Graph) -> Int {
    graph.nodes.reduce(0) { sum, node in
      guard let input = node.operation as? Input, case .batch = input.source else { return sum }
      return sum.addingClamped(input.type.byteCount)
    }
  }

  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1024: "\(count) B"
    case ..<1_048_576: String(format: "%.1f KB", Double(count) / 1024)
    case ..<1_073_741_824: String(format: "%.1f MB", Double(count) / 1_048_576)
    default: String(format: "%.2f GB", Double(count) / 1_073_741_824)
    }
  }

  static func operations(_ count: Double) -> String {
    switch count {
    case 0: ""
    case ..<1e6: String(format: "%.1f kFLOP", count / 1e3)
    case ..<1e9: String(format: "%.1f MFLOP", count / 1e6)
    default: String(format: "%.2f GFLOP", count / 1e9)
    }
  }
}

extension Model {
  /// What the examples of all data take in a process that may take `memory` bytes: of pictures as many as are kept.
  func dataBytes(memory: Int) -> Int {
    let decoded = descriptions.values.reduce(0) { $0.addingClamped($1.decodedBytes) }
    return descriptions.values.reduce(min(decoded, DecodedBudget.bytes(ofLimit: memory))) {
      $0.addingClamped($1.storedBytes)
    }
  }

  /// The most that reading any data takes, before anything is trained, beside what is kept of all others.
  var readingBytes: Int {
    let stored = descriptions.values.reduce(0) { $0.addingClamped($1.storedBytes) }
    return descriptions.values.map { data in
      data.readingBytes > 0 ? data.readingBytes.addingClamped(stored - data.storedBytes) : 0
    }.max() ?? 0
  }
}

extension Graph {
  /// Multiplications and additions of all contractions.
  var arithmetic: Double { nodes.indices.reduce(0) { $0 + arithmetic(of: $1) } }

  private func arithmetic(of index: Int) -> Double {
    let node = nodes[index]
    switch node.operation {
    case is MatMul, is Conv2D, is Conv2DInputGradient, is Conv2DWeightGradient:
      return node.operation.statements(
        inputs: node.inputs.map(type(of:)), outputs: node.outputs
      ).reduce(0) { $0 + 2 * $1.extents.reduce(1) { $0 * Double($1) } }
    default: return 0
    }
  }

  func calls(_ network: String) -> Bool {
    nodes.contains { $0.origin.network == network }
  }

  /// The layers of a network's first call, with what each makes and its arithmetic going forward.
  func layers(of network: String) -> [(path: String, shape: Shape, arithmetic: Double)] {
    var layers: [(path: String, shape: Shape, arithmetic: Double)] = []
    var known: Set<String> = []
    // A layer's nodes stand together; its gradient, which has the same path, stands behind other nodes.
    var open: String?
    for (index, node) in nodes.enumerated() {
      guard node.origin.network == network, let shape = node.outputs.first?.shape else {
        open = nil
        continue
      }
      let path = node.origin.path
      if path == open {
        if !(node.operation is Input) { layers[layers.count - 1].shape = shape }
        layers[layers.count - 1].arithmetic += arithmetic(of: index)
      } else if known.insert(path).inserted {
        layers.append((path, shape, arithmetic(of: index)))
        open = path
      } else {
        open = nil
      }
    }
    return layers
  }
}
