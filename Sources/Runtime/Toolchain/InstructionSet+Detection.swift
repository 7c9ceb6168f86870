import CRuntime
import Compiler
import Diagnostics

extension InstructionSet {
  /// The family of this machine's processor.
  ///
  /// - Throws: a diagnostic, where kernels cannot be compiled for it.
  public static func detect() throws -> InstructionSet {
    switch etch_instruction_level() {
    case 3: return .x86v3
    case 4: return .x86v4
    case 82: return .armv8
    default:
      throw Diagnostic.machine(
        "this processor is too old for compiled kernels: it has neither AVX2 with FMA nor NEON",
        notes: [.init("'--backend reference' runs on any processor, slowly")])
    }
  }
}
