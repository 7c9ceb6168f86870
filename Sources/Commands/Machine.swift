import Compiler
import Processes
import Runtime

/// What programs run on. Made once the file has been read: one that is wrong needs no compiler.
public struct Machine: Sendable {
  public let device: Device

  /// What a process does once, before it has threads.
  public static func prepare() { MemoryLimit.spareAddressSpace() }

  /// The bytes of memory that this process may take.
  public static var memory: Int { MemoryLimit.bytes }

  /// - Parameters:
  ///   - keepsKernels: whether compiled kernels are kept for later runs.
  ///   - level: what kernels are compiled for; by default this machine's processor.
  ///   - isLimited: whether an experiment of very many kernels is refused.
  ///   - describes: whether programs tell what their kernels are.
  ///   - remark: is told what the user is to know of compilers and the cache.
  ///   - stopping: where it says so, compilers are ended and `Interruption` is thrown.
  /// - Throws: where there is no C compiler or no usable cache folder, or the machine cannot run the level.
  public init(
    threads: Int?, usesReference: Bool, keepsKernels: Bool = true, level: String? = nil,
    isLimited: Bool = true, describes: Bool = false,
    remark: @escaping @Sendable (String) -> Void = { _ in },
    stopping: @escaping @Sendable () -> Bool = { Interruption.isRequested }
  ) throws {
    device = try Device(
      threads: threads, cache: keepsKernels ? .standard : .none,
      backend: usesReference ? .reference : .compiled,
      instructionSet: level.map { try InstructionSet.runnable($0) },
      limits: isLimited ? .standard : nil, describes: describes, remark: remark, stopping: stopping)
  }

  /// The first line of what the C compiler says of itself.
  var compilerVersion: String? {
    device.cache?.compilerVersion.split(separator: "\n").first.map(String.init)
  }

  /// Whether what was compiled is kept for later runs: the cache may have been given up.
  public var keepsKernels: Bool { device.cache?.keepsKernels ?? false }

  /// The time that compiling kernels took so far.
  public var compileSeconds: Double { device.cache?.compileSeconds ?? 0 }

  /// What kernels are compiled for; the interpreter's machine compiles for its own processor.
  func instructionSet() throws -> InstructionSet {
    try device.instructionSet ?? InstructionSet.detect()
  }

  /// What numbers depend on: `compiled`, whatever the processor, or `reference`.
  var backend: String { device.instructionSet == nil ? "reference" : "compiled" }

  /// What kernels are compiled for, or `reference`.
  var level: String { device.instructionSet.map(\.rawValue) ?? "reference" }
}
