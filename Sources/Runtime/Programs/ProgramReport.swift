/// What it took to make a program, and what it takes to run it: figures for plans.
public struct ProgramReport: Hashable, Sendable {
  /// Different kernels, and how often kernels are launched in one run.
  public var kernels = 0
  public var launches = 0
  /// Kernels compiled now, and kernels that the cache had. Programs loaded together share the figures.
  public var kernelsCompiled = 0
  public var kernelsCached = 0
  /// The time from the graph to its kernels' text.
  public var loweringSeconds = 0.0
  /// The time that the C compiler took.
  public var compileSeconds = 0.0
  /// The transient arena at its peak.
  public var arenaBytes = 0
  /// The scratch of all workers.
  public var scratchBytes = 0

  public init() {}
}
