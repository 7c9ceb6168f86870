import CRuntime
import Compiler
import Diagnostics

extension InstructionSet {
  /// The family of this machine's processor.
  ///
  /// - Throws: a diagnostic, where kernels cannot be compiled for it.
  public static func detect() throws -> InstructionSet {
    guard let detected = family(etch_instruction_level()) else { throw tooOld }
    return detected
  }

  /// The family of that name, such as `x86-64-v3`.
  ///
  /// - Throws: a diagnostic, where there is none, or this machine does not run it.
  public static func runnable(_ name: String) throws -> InstructionSet {
    let detected = try detect()
    let here = detected == .x86v4 ? [InstructionSet.x86v3, .x86v4] : [detected]
    let names = here.map { "'\($0.rawValue)'" }.joined(separator: " and ")
    guard let wish = InstructionSet(rawValue: name) else {
      throw Diagnostic("there is no level '\(name)'; this machine runs \(names)", at: nil)
    }
    guard here.contains(wish) else {
      throw Diagnostic.machine("this machine does not run \(name); it runs \(names)")
    }
    return wish
  }

  /// The family of that number; `nil` for a processor that is too old.
  static func family(_ level: Int32) -> InstructionSet? {
    switch level {
    case 3: .x86v3
    case 4: .x86v4
    case 82: .armv8
    default: nil
    }
  }

  /// The family of a 64-bit ARM processor by its features as Linux tells them; `nil` for one before ARMv8.2.
  static func arm(features: UInt64) -> InstructionSet? { family(etch_arm_level(features)) }

  private static var tooOld: Diagnostic {
    #if arch(arm64)
      let lack = "it is one before ARMv8.2-A"
    #elseif arch(x86_64)
      let lack = "it lacks AVX2 or FMA"
    #else
      let lack = "it is neither of x86-64 nor of ARM's 64 bits"
    #endif
    return Diagnostic.machine(
      "this processor is too old for compiled kernels: \(lack)",
      notes: [.init("'--backend reference' runs on any processor, slowly")])
  }
}
