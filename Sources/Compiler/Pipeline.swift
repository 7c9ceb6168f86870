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
  case fuse, lower, assemble
}

/// From a graph to C: the table of contents of this room.
public enum Compiler {
  /// - Throws: a diagnostic that names what the compiler cannot express.
  public static func compile(_ graph: Graph, options: CompilerOptions) throws -> CompiledGraph {
    try assembled(graph, options)
  }

  /// What stands after a pass, as text.
  public static func text(_ graph: Graph, options: CompilerOptions, after pass: PassName) throws
    -> String
  {
    switch pass {
    case .simplify: Printer.text(try simplified(graph, options).graph)
    case .makeKernels: Printer.text(try unfused(graph, options))
    case .fuse: Printer.text(try fused(graph, options))
    case .lower: Printer.text(try lowered(graph, options))
    case .assemble: Printer.text(try assembled(graph, options))
    }
  }

  /// First, because everything after it costs time for each node.
  static func simplified(_ graph: Graph, _ options: CompilerOptions) throws -> OptimizedGraph {
    OptimizedGraph(graph)
  }

  /// Operations end here: from now on there are only statements over loops.
  static func unfused(_ graph: Graph, _ options: CompilerOptions) throws -> Schedule {
    MakeKernels.run(try simplified(graph, options).graph)
  }

  /// Before lowering, since templates take their neighbours in.
  static func fused(_ graph: Graph, _ options: CompilerOptions) throws -> Schedule {
    let schedule = try unfused(graph, options)
    return options.fuse ? FuseElementwise.run(schedule) : schedule
  }

  /// Loops and templates become C; from now on only memory is open.
  static func lowered(_ graph: Graph, _ options: CompilerOptions) throws -> LoweredSchedule {
    LowerKernels.run(try fused(graph, options), level: options.level)
  }

  /// Last: only now is known which buffers there are, and when each is read for the last time.
  static func assembled(_ graph: Graph, _ options: CompilerOptions) throws -> CompiledGraph {
    try Assemble.run(try lowered(graph, options))
  }
}

/// A graph without what nothing needs.
struct OptimizedGraph: Sendable {
  var graph: Graph
  init(_ graph: Graph) { self.graph = graph }
}
