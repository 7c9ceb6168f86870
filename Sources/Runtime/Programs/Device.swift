import Compiler
import Diagnostics
import Graph
import Processes
import Synchronization

/// What programs run on: the threads, the arena that programs share, and the kernel cache.
public final class Device: Sendable {
  public enum Backend: String, Hashable, Sendable, CaseIterable {
    /// Kernels in machine code.
    case compiled
    /// The interpreter: slow, simple, in double precision.
    case reference
  }

  public let backend: Backend
  /// What kernels are compiled for; `nil` on the reference backend.
  public let instructionSet: InstructionSet?
  /// The compiled kernels; `nil` on the reference backend.
  public let cache: KernelCache?
  let pool: ThreadPool
  let arena: Arena
  /// Whether passes are verified and every run begins with an arena of NaNs, so that tests see what
  /// is read before it is written.
  let checks: Bool
  /// Whether programs tell what their kernels are, as tables show it. What is kept for later runs does not have that.
  let describes: Bool

  public var threads: Int { pool.threads }

  /// Where compiled kernels are kept.
  public enum CachePlace: Hashable, Sendable {
    /// In the user's cache folder.
    case standard
    case folder(String)
    /// Nowhere: each process compiles for itself.
    case none
  }

  /// - Parameters:
  ///   - threads: how many threads compute; by default what affinity and control group allow. Results do
  ///     not depend on it.
  ///   - cache: where compiled kernels are kept.
  ///   - instructionSet: what kernels are compiled for; by default this machine's.
  ///   - toolchain: the C compiler; by default the first that works.
  ///   - limits: how much C is compiled at most; `nil` for any amount.
  ///   - describes: whether programs tell what their kernels are; each graph is then compiled anew.
  ///   - remark: is told what the user is to know of compilers and the cache, in whole sentences.
  ///   - stopping: asked while compilers run; where it says so, they are ended and `Interruption` is thrown.
  /// - Throws: a diagnostic, where there is no C compiler or the cache folder cannot be used.
  public convenience init(
    threads: Int? = nil, cache: CachePlace = .standard, backend: Backend = .compiled,
    instructionSet: InstructionSet? = nil, toolchain: CToolchain? = nil,
    limits: KernelLimits? = .standard, describes: Bool = false,
    remark: @escaping @Sendable (String) -> Void = { _ in },
    stopping: @escaping @Sendable () -> Bool = { Interruption.isRequested }
  ) throws {
    try self.init(
      threads: threads, cache: cache, backend: backend, instructionSet: instructionSet,
      toolchain: toolchain, checks: false, limits: limits, describes: describes, remark: remark,
      stopping: stopping)
  }

  init(
    threads: Int?, cache: CachePlace, backend: Backend, instructionSet: InstructionSet?,
    toolchain: CToolchain?, checks: Bool, limits: KernelLimits? = .standard,
    describes: Bool = false,
    remark: @escaping @Sendable (String) -> Void = { _ in },
    stopping: @escaping @Sendable () -> Bool = { Interruption.isRequested }
  ) throws {
    self.backend = backend
    switch backend {
    case .compiled:
      let instructionSet = try instructionSet ?? InstructionSet.detect()
      self.instructionSet = instructionSet
      let folder: CacheFolder? =
        switch cache {
        case .standard: try CacheFolder(CacheFolder.standard())
        case .folder(let path): try CacheFolder(path)
        case .none: nil
        }
      self.cache = try KernelCache(
        folder: folder, toolchain: toolchain, instructionSet: instructionSet,
        kernelLimits: limits, remark: remark,
        stopping: stopping)
    case .reference:
      self.instructionSet = nil
      self.cache = nil
    }
    let threads = max(1, threads ?? ProcessorCount.available)
    pool = ThreadPool(threads: threads)
    arena = Arena(workers: threads)
    self.checks = checks
    self.describes = describes
  }

  /// Builds the kernels of compiled graphs, all in one go, and makes each a program.
  ///
  /// It may be called from any thread, also while a program of this device runs.
  ///
  /// - Parameter building: is told how many kernels are compiled, before and while they are, unless there are none.
  /// - Throws: a diagnostic, where compiling or the disk fails, or memory is lacking.
  /// - Precondition: the graphs were compiled for this device's instruction set and this state's entries.
  public func load(
    compiled graphs: [(name: String, graph: CompiledGraph)], state: State,
    loweringSeconds: Double = 0, building: (KernelCache.Progress) -> Void = { _ in }
  ) throws -> [Program] {
    guard let cache else { preconditionFailure("the reference backend takes graphs as they are") }
    let (functions, statistics) = try cache.functions(
      for: graphs.flatMap(\.graph.kernels), building: building)
    var programs: [Program] = []
    var first = 0
    for (name, graph) in graphs {
      let inputs = try ProgramInputs(
        graph.inputs.map { ProgramInput(source: $0.source, type: $0.type) }, state: state)
      let outputs = try ProgramOutputs(graph.results.map { ($0.target, $0.type) })
      let body = try CompiledBody(
        graph, functions: Array(functions[first..<(first + graph.kernels.count)]), device: self,
        inputs: inputs, outputs: outputs, state: state)
      first += graph.kernels.count
      var report = ProgramReport()
      report.kernels = graph.kernels.count
      report.launches = graph.launches.count
      report.kernelsCompiled = statistics.compiled
      report.kernelsCached = statistics.cached
      report.loweringSeconds = loweringSeconds
      report.compileSeconds = statistics.compileSeconds
      report.arenaBytes = graph.arenaBytes
      report.scratchBytes = graph.scratchBytes * threads
      programs.append(
        Program(
          name: name, report: report, compiled: graph, inputs: inputs, outputs: outputs, body: body
        ))
    }
    return programs
  }
}
