import Compiler
import Runtime

/// How long a machine takes for a kernel.
///
/// Products take the time of their arithmetic, all else (and what their epilogues read) the time of its memory, the two
/// sides of the roofline of Williams, Waterman & Patterson 2009, at the shares of the machine's peaks that our kernels
/// reach (Documentation/Estimates.md).
struct KernelPace {
  private let speed: MachineSpeed
  private let shares: Shares

  /// Seconds from the end of one wave of kernels to the begin of the next.
  private static let pause = 3e-6

  init(_ speed: MachineSpeed, _ instructionSet: InstructionSet) {
    self.speed = speed
    shares = instructionSet == .x86v4 ? .wide : .narrow
  }

  /// The seconds of a launch.
  func seconds(_ launch: CompiledGraph.Launch) -> Double {
    let work = launch.work
    let products = work.flops / speed.peak
    let bytes = Double(work.bytes) / speed.memory
    let epilogue = Double(work.epilogueBytes) / speed.memory
    let nanoseconds =
      switch work.kind {
      case .contraction: products / shares.contractions + epilogue / shares.loops
      case .narrowContraction: products / shares.contractions + epilogue / shares.narrowLoops
      case .tiles: products / shares.tiles + bytes / shares.memoryOfTiles
      case .loops: bytes / shares.loops
      case .narrowLoops: bytes / shares.narrowLoops
      case .moves: bytes / shares.moves
      }
    return nanoseconds / 1e9 + (launch.isBesideLast ? 0 : Self.pause)
  }

  /// The seconds of a program that a step runs so often.
  func seconds(_ launches: [CompiledGraph.Launch], perStep: Double) -> Double {
    perStep * launches.reduce(0) { $0 + seconds($1) }
  }

  /// What kernels reach: products of the peak, all else of the speed of a copy.
  private struct Shares {
    let contractions: Double
    let tiles: Double
    let memoryOfTiles: Double
    let loops: Double
    /// Of loops whose innermost one fills no vector.
    let narrowLoops: Double
    let moves: Double

    /// With AVX-512.
    static let wide = Shares(
      contractions: 0.6, tiles: 0.88, memoryOfTiles: 0.14, loops: 1.5, narrowLoops: 0.35, moves: 0.7
    )
    /// With 16 registers of eight numbers; on ARM nothing has been measured.
    static let narrow = Shares(
      contractions: 0.45, tiles: 0.45, memoryOfTiles: 0.2, loops: 0.4, narrowLoops: 0.4, moves: 0.4)
  }
}
