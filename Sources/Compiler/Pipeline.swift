import Diagnostics
import Graph
import Tensors

/// How a graph is compiled.
public struct CompilerOptions: Hashable, Sendable {
  public var level: InstructionSet
  /// Whether what passes hand on is checked between them: tests do.
  public var verify: Bool
  /// Whether neighbouring operations become one kernel; off only to compare.
  public var fuse: Bool

  public init(level: InstructionSet, verify: Bool = false, fuse: Bool = true) {
    self.level = level
    self.verify = verify
    self.fuse = fuse
  }
}

/// The passes, in order, as `etch kernels --after PASS` names them.
public enum PassName: String, CaseIterable, Sendable {
  case simplify
  case makeKernels = "make-kernels"
  case fuseElementwise = "fuse-elementwise"
  case lowerKernels = "lower-kernels"
  case planMemory = "plan-memory"
}

/// From a graph to C: the table of contents of this room.
public enum Compiler {
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func compile(_ graph: Graph, options: CompilerOptions) throws -> CompiledGraph {
    try compile(graph, options, print: { _, _ in })
  }

  /// What stands after a pass, as text.
  public static func text(_ graph: Graph, options: CompilerOptions, after pass: PassName) throws
    -> String
  {
    var text = ""
    _ = try compile(graph, options) { if $0 == pass { text = $1() } }
    return text
  }

  private static func compile(
    _ graph: Graph, _ options: CompilerOptions, print: (PassName, () -> String) -> Void
  ) throws -> CompiledGraph {
    if options.verify { try Verifier.verify(graph) }

    // First, because everything after it takes time for each node.
    let optimized = try OptimizedGraph(graph)
    if options.verify { try Verifier.verify(optimized.graph) }
    print(.simplify) { optimized.graph.description }

    // Operations end here: from now on there are only statements over loops.
    let statements = MakeKernels.run(optimized.graph)
    if options.verify { try statements.verify(after: .makeKernels) }
    print(.makeKernels) { Printer.text(statements) }

    // Before lowering, since templates take their neighbours in.
    let schedule = options.fuse ? FuseElementwise.run(statements) : statements
    if options.verify { try schedule.verify(after: .fuseElementwise) }
    print(.fuseElementwise) { Printer.text(schedule) }

    // Loops and templates become C; only memory is still open.
    let lowered = LowerKernels.run(schedule, level: options.level)
    print(.lowerKernels) { Printer.text(lowered) }

    // Last: only now is known which buffers there are, and when each is read for the last time.
    let compiled = Assemble.run(lowered, PlanMemory(lowered))
    if options.verify { try compiled.verify() }
    print(.planMemory) { Printer.text(compiled) }
    return compiled
  }
}
