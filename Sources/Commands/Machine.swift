import Compiler
import Runtime

/// What programs run on. Made once the file has been read: one that is wrong needs no compiler.
public struct Machine {
  public let device: Device

  /// - Throws: where there is no C compiler or no usable cache folder.
  public init(threads: Int?, usesReference: Bool) throws {
    device = try Device(threads: threads, backend: usesReference ? .reference : .compiled)
  }

  /// The first line of what the C compiler says of itself.
  var compilerVersion: String? {
    device.cache?.compilerVersion.split(separator: "\n").first.map(String.init)
  }

  /// What kernels are compiled for; the interpreter's machine compiles for its own processor.
  func instructionSet() throws -> InstructionSet {
    try device.instructionSet ?? InstructionSet.detect()
  }

  /// What numbers depend on: the instruction set, or the interpreter.
  var level: String { device.instructionSet.map(\.rawValue) ?? "reference" }
}
