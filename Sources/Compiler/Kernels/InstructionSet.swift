/// The family of processors that kernels are compiled for. Blocking depends on it and on shapes only, and it is part of
/// every cache key. Numbers do not depend on it: in which order is summed, shapes alone say (`SummationOrder`).
public enum InstructionSet: String, Hashable, Sendable, CaseIterable {
  /// AVX2 and FMA.
  case x86v3 = "x86-64-v3"
  /// AVX-512 F, BW, CD, DQ, VL.
  case x86v4 = "x86-64-v4"
  /// NEON, half precision and dot products.
  case armv8 = "armv8.2-a"

  /// Single-precision numbers in a vector register of any processor at most: sums have so many lanes on all.
  public static let lanes = 16

  /// Single-precision numbers in one vector register.
  public var vectorWidth: Int {
    switch self {
    case .x86v3: 8
    case .x86v4: 16
    case .armv8: 4
    }
  }

  /// Vector registers.
  public var vectorRegisters: Int {
    switch self {
    case .x86v3: 16
    case .x86v4, .armv8: 32
    }
  }

  /// What the C compiler is called with, apart from files: the same for clang and gcc.
  public var compilerFlags: [String] {
    var flags = [
      "-O3", "-march=\(rawValue)", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math",
    ]
    if self == .x86v4 { flags.insert("-mprefer-vector-width=512", at: 2) }
    return flags
  }
}
