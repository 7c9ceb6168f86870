import Compiler
import Graph
import Processes

extension Device {
  /// Steps that are loaded later, and what is fixed in them.
  public struct LaterSteps: Sendable {
    let graphs: [Graph]
    let fixed: Fixed

    public init(_ graphs: [Graph], fixed: Fixed) {
      self.graphs = graphs
      self.fixed = fixed
    }
  }

  /// Makes a graph a program: compiles it, builds the kernels that the cache lacks, and resolves its operands.
  ///
  /// It may be called from any thread, also while a program of this device runs.
  ///
  /// - Throws: a diagnostic, where the compiler cannot express the graph, or building fails.
  /// - Precondition: the state has the entries that the graph reads and writes; no entry is written twice.
  public func load(
    _ graph: Graph, name: String = "program", state: State, numerics: Numerics = .fast
  ) throws -> Program {
    switch backend {
    case .reference: try reference(graph, name: name, state: state)
    case .compiled: try load([(name, graph)], state: state, numerics: numerics)[0]
    }
  }

  /// Makes several graphs programs; their kernels are built together, which is faster.
  ///
  /// - Parameter building: is told how many kernels are compiled, before and while they are, unless there are none.
  /// - Throws: a diagnostic, where the compiler cannot express a graph, or building fails.
  public func load(
    _ graphs: [(name: String, graph: Graph)], state: State, numerics: Numerics = .fast,
    building: (KernelCache.Progress) -> Void = { _ in }
  ) throws -> [Program] {
    switch backend {
    case .reference:
      return try graphs.map { try reference($0.graph, name: $0.name, state: state) }
    case .compiled:
      let start = ContinuousClock.now
      let compiled = try graphs.flatMap { name, graph in
        try outlines(of: graph, numerics: numerics).map { (name: name, graph: $0) }
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      return try load(
        compiled: compiled, state: state, loweringSeconds: seconds, building: building)
    }
  }

  /// Plans steps on a thread of its own, which the caller joins; they are then loaded sooner. What is wrong with one is told
  /// when it is loaded.
  ///
  /// - Returns: `nil` where nothing is planned ahead.
  public func plan(_ later: LaterSteps, numerics: Numerics = .fast) -> BackgroundThread? {
    // What is planned is kept in the cache, or not at all.
    guard cache != nil, !describes, !checks, !later.graphs.isEmpty else { return nil }
    return BackgroundThread("etch plan", stackSize: Self.planningStack) { [self] in
      for graph in later.graphs {
        _ = try? outlines(of: graph, fixed: later.fixed, numerics: numerics)
      }
    }
  }

  /// As much as the first thread has: values may be nested deeply.
  private static let planningStack = 8 << 20

  /// Makes each graph, which is run many times, two programs: one that computes, once, what is the same
  /// every time, and one that is repeated, whose `.hoisted` inputs are the first one's outputs.
  ///
  /// - Parameters:
  ///   - planned: is given what each graph's repeated program launches, before anything is compiled; not on the reference
  ///     backend.
  ///   - building: is told how many kernels are compiled, before and while they are, unless there are none.
  /// - Throws: a diagnostic, where the compiler cannot express a graph, or building fails.
  public func load(
    steps graphs: [(name: String, graph: Graph)], fixed: Fixed, state: State,
    numerics: Numerics = .fast, planned: ([[CompiledGraph.Launch]]) -> Void = { _ in },
    building: (KernelCache.Progress) -> Void = { _ in }
  ) throws -> [(once: Program, step: Program)] {
    let programs: [Program]
    switch backend {
    case .reference:
      programs = try graphs.flatMap { name, graph in
        let halves = SplitHoisted.run(graph, fixed: fixed)
        return [
          try reference(halves.hoisted, name: "once for \(name)", state: state),
          try reference(halves.rest, name: name, state: state),
        ]
      }
    case .compiled:
      let start = ContinuousClock.now
      let compiled = try graphs.flatMap { name, graph in
        let halves = try outlines(of: graph, fixed: fixed, numerics: numerics)
        return zip(["once for \(name)", name], halves).map { (name: $0, graph: $1) }
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      planned(graphs.indices.map { compiled[2 * $0 + 1].graph.launches })
      programs = try load(
        compiled: compiled, state: state, loweringSeconds: seconds, building: building)
    }
    return graphs.indices.map { (programs[2 * $0], programs[2 * $0 + 1]) }
  }

  /// The kernels and launches of a graph for this device, for plans and printing; nothing is built.
  ///
  /// - Throws: a diagnostic, where the compiler cannot express the graph.
  /// - Precondition: the backend is not the reference.
  public func compile(_ graph: Graph, numerics: Numerics = .fast) throws -> CompiledGraph {
    try Compiler.compile(graph, options: options(numerics))
  }

  /// How many kernels a graph takes, how much memory, and what its launches do, as this process or the cache has it or else
  /// compiled now; what its kernels are for may be left out.
  ///
  /// - Parameter fixed: splits the graph of a step into what is computed once and what is repeated.
  /// - Returns: one program, or the two of a step.
  /// - Throws: a diagnostic, where the compiler cannot express the graph.
  /// - Precondition: the backend is not the reference.
  public func outlines(
    of graph: Graph, fixed: Fixed? = nil, numerics: Numerics = .fast
  ) throws -> [CompiledGraph] {
    let options = options(numerics)
    // Tests are to see what the compiler makes, and tables what kernels are for.
    guard let cache, !describes, !checks else {
      return try Compiler.programs(graph, fixed: fixed, options: options)
    }
    let key = PlanKey(
      graph, fixed: fixed, options: options, build: ProgramImage.identity ?? "this process")
    let count = fixed == nil ? 1 : 2
    if let kept = cache.plan(key), kept.count == count { return kept }
    let made = try Compiler.programs(graph, fixed: fixed, options: options)
    cache.keep(made, as: key)
    return made
  }

  private func options(_ numerics: Numerics) -> CompilerOptions {
    guard let instructionSet else { preconditionFailure("the reference backend compiles nothing") }
    return CompilerOptions(level: instructionSet, numerics: numerics, verify: checks)
  }

  private func reference(_ graph: Graph, name: String, state: State) throws -> Program {
    let inputs = try ProgramInputs(graph.neededInputs, state: state)
    let outputs = try ProgramOutputs(
      graph.results.map { ($0.target, graph.type(of: $0.value)) })
    let body = ReferenceBody(graph, inputs: inputs, outputs: outputs, state: state)
    return Program(
      name: name, report: ProgramReport(), compiled: nil, inputs: inputs, outputs: outputs,
      body: body)
  }
}

extension Graph {
  /// The inputs that a result depends on, each once, in the order of the nodes.
  var neededInputs: [ProgramInput] {
    var needed = Set(results.map(\.value.node))
    for (index, node) in nodes.enumerated().reversed() where needed.contains(index) {
      needed.formUnion(node.inputs.map(\.node))
    }
    return nodes.indices.compactMap { index in
      guard needed.contains(index), let input = nodes[index].operation as? Input else { return nil }
      return ProgramInput(source: input.source, type: input.type)
    }
  }
}
