import Diagnostics
import Graph
import Tensors

/// How a graph is compiled.
public struct CompilerOptions: Hashable, Sendable {
  public var level: InstructionSet
  public var numerics: Numerics
  /// Whether what passes hand on is checked between them: tests do.
  public var verify: Bool
  /// Whether neighbouring operations become one kernel; off only to compare.
  public var fuse: Bool

  public init(
    level: InstructionSet, numerics: Numerics = .fast, verify: Bool = false, fuse: Bool = true
  ) {
    self.level = level
    self.numerics = numerics
    self.verify = verify
    self.fuse = fuse
  }
}

/// From a graph to C: the table of contents of this room.
public enum Compiler {
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func compile(_ graph: Graph, options: CompilerOptions) throws -> CompiledGraph {
    try kernels(rewritten(graph, nil, options) { _, _ in }, options) { _, _ in }
  }

  /// The program that computes once what does not change, and the one that is repeated and reads that as
  /// `Input(.hoisted)`.
  ///
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func compile(_ graph: Graph, fixed: Fixed, options: CompilerOptions) throws
    -> (hoisted: CompiledGraph, step: CompiledGraph)
  {
    let halves = try split(rewritten(graph, fixed, options) { _, _ in }, fixed, options)
    return (
      try kernels(halves.hoisted, options) { _, _ in },
      try kernels(halves.rest, options) { _, _ in }
    )
  }

  /// As it runs: one program, or with `fixed` the two of a step.
  ///
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func programs(
    _ graph: Graph, fixed: Fixed?, options: CompilerOptions
  ) throws -> [CompiledGraph] {
    guard let fixed else { return [try compile(graph, options: options)] }
    let halves = try compile(graph, fixed: fixed, options: options)
    return [halves.hoisted, halves.step]
  }

  /// What stands after a pass, as text: of one program, or of the two of a step.
  public static func text(
    _ graph: Graph, fixed: Fixed? = nil, options: CompilerOptions, after pass: PassName
  ) throws -> String {
    var text = ""
    let print = { (name: PassName, body: () -> String) in if name == pass { text += body() } }
    let graph = try rewritten(graph, fixed, options, print)
    guard let fixed else {
      _ = try kernels(graph, options, print)
      return text
    }
    let halves = try split(graph, fixed, options)
    if !text.isEmpty { return text }
    if !halves.hoisted.results.isEmpty {
      text += "-- once\n"
      print(.splitHoisted) { halves.hoisted.description }
      _ = try kernels(halves.hoisted, options, print)
      text += "-- every step\n"
    }
    print(.splitHoisted) { halves.rest.description }
    _ = try kernels(halves.rest, options, print)
    return text
  }

  /// How each convolution is computed, and why, in the order of the graph.
  ///
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func convolutions(
    _ graph: Graph, fixed: Fixed? = nil, options: CompilerOptions
  ) throws -> [ConvolutionChoice] {
    try algorithms(joined(graph, fixed, options) { _, _ in }, fixed, options).choices
  }

  /// As it runs, one program or with `fixed` the two of a step, and how each convolution is computed, and why.
  ///
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func listing(
    _ graph: Graph, fixed: Fixed?, options: CompilerOptions
  ) throws -> (programs: [CompiledGraph], convolutions: [ConvolutionChoice]) {
    let before = try joined(graph, fixed, options) { _, _ in }
    let rewritten = try algorithms(before, fixed, options)
    let after = options.numerics == .fast ? rewritten.graph : before
    let parts: [Graph]
    if let fixed {
      let halves = try split(after, fixed, options)
      parts = [halves.hoisted, halves.rest]
    } else {
      parts = [after]
    }
    return (try parts.map { try kernels($0, options) { _, _ in } }, rewritten.choices)
  }

  /// Which algorithms convolutions take; where numerics are strict, the graph stays as it is.
  private static func algorithms(
    _ graph: Graph, _ fixed: Fixed?, _ options: CompilerOptions
  ) throws -> RewriteConvolutions {
    guard options.numerics == .fast else {
      return try RewriteConvolutions(graph, choose: { _ in .direct("numerics are strict") })
    }
    return try RewriteConvolutions(graph, updated: fixed?.updated)
  }

  private static func rewritten(
    _ graph: Graph, _ fixed: Fixed?, _ options: CompilerOptions,
    _ print: (PassName, () -> String) -> Void
  ) throws -> Graph {
    let graph = try joined(graph, fixed, options, print)

    // After the gradients, none of which is of a rewritten form; before the split, so that what is frozen
    // is transformed once.
    guard options.numerics == .fast else {
      print(.rewriteConvolutions) {
        "numerics are strict: every convolution is direct\n" + graph.description
      }
      return graph
    }
    let rewritten = try algorithms(graph, fixed, options)
    if options.verify { try Verifier.verify(rewritten.graph) }
    print(.rewriteConvolutions) { Printer.text(rewritten) }
    return rewritten.graph
  }

  /// Before algorithms are chosen.
  private static func joined(
    _ graph: Graph, _ fixed: Fixed?, _ options: CompilerOptions,
    _ print: (PassName, () -> String) -> Void
  ) throws -> Graph {
    if options.verify { try Verifier.verify(graph) }

    // First, because everything after it takes time for each node.
    let optimized = try OptimizedGraph(graph)
    if options.verify { try Verifier.verify(optimized.graph) }
    print(.simplify) { optimized.graph.description }

    // After what it looks for has one form; before calls are joined, which changes who reads what.
    let masked = try MasksFromOutputs(optimized.graph)
    if options.verify { try Verifier.verify(masked.graph) }
    print(.masksFromOutputs) { masked.graph.description }

    // Before calls are joined, since it makes kernels smaller.
    let cropped = try CropKernels(masked.graph)
    if options.verify { try Verifier.verify(cropped.graph) }
    print(.cropKernels) { cropped.graph.description }

    // Before algorithms are chosen, which depend on the batch.
    let merged = try MergeCalls(cropped.graph, fixed: fixed)
    if options.verify { try Verifier.verify(merged.graph) }
    print(.mergeCalls) { merged.graph.description }
    return merged.graph
  }

  /// Before kernels, since what is kept for later steps cannot be fused with what is not.
  private static func split(_ graph: Graph, _ fixed: Fixed, _ options: CompilerOptions) throws
    -> (hoisted: Graph, rest: Graph)
  {
    let halves = SplitHoisted.run(graph, fixed: fixed)
    if options.verify {
      try Verifier.verify(halves.hoisted)
      try Verifier.verify(halves.rest)
    }
    return halves
  }

  private static func kernels(
    _ graph: Graph, _ options: CompilerOptions, _ print: (PassName, () -> String) -> Void
  ) throws -> CompiledGraph {
    // Operations end here: from now on there are only statements over loops.
    let statements = MakeKernels.run(graph)
    if options.verify { try statements.verify(after: .makeKernels) }
    print(.makeKernels) { Printer.text(statements) }

    // Before lowering, since templates take their neighbours in.
    let schedule = options.fuse ? FuseElementwise.run(statements) : statements
    if options.verify { try schedule.verify(after: .fuseElementwise) }
    print(.fuseElementwise) { Printer.text(schedule) }

    // By itself, so that the choice can be read and tested before it is C.
    let chosen = ChooseLowering.run(schedule, level: options.level)
    print(.chooseLowering) { Printer.text(chosen) }

    // Loops and templates become C; only memory is still open.
    let lowered = LowerKernels.run(chosen)
    print(.lowerKernels) { Printer.text(lowered) }

    // Before memory, which lasts for a wave at least.
    let arranged = ArrangeWaves.run(lowered)
    print(.arrangeWaves) { Printer.text(of: arranged) }

    // After waves, which say how long a copy would be kept.
    let shared = SharePackings.run(arranged)
    print(.sharePackings) { Printer.text(of: shared) }

    // Last: only now is known which buffers there are, and when each is read for the last time.
    let memory = PlanMemory(shared)
    if options.verify { try shared.verify(memory) }
    let compiled = Assemble.run(shared, memory)
    if options.verify { try compiled.verify() }
    print(.planMemory) { Printer.text(compiled) }
    return compiled
  }
}
