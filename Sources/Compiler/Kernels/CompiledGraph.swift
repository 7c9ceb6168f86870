import Graph
import Tensors

/// What the compiler hands to the runtime: C kernels, the order they run in, and where their operands live.
public struct CompiledGraph: Sendable {
  public var kernels: [CompiledKernel]
  /// In the order of execution; a launch starts when all before it have ended, but for those it is beside.
  public var launches: [Launch]
  /// Bytes of the transient arena, every buffer at a multiple of 64.
  public var arenaBytes: Int
  /// Bytes of scratch each worker needs (packing panels).
  public var scratchBytes: Int
  /// Literal tensors that launches read.
  public var constants: [HostArray]
  /// What the program reads from outside, with types, each once.
  public var inputs: [ExternalInput]
  /// Where each result is when the program has run.
  public var results: [ResultPlace]

  public struct ExternalInput: Hashable, Sendable {
    public var source: Input.Source
    public var type: TensorType
  }

  public struct ResultPlace: Hashable, Sendable {
    public var target: Graph.Result.Target
    public var type: TensorType
    /// `.state(name)` where the next value is written straight over the entry; else a place from which
    /// the runtime copies (state) or reads (output) when the last launch has ended.
    public var place: Place
  }

  /// Where an operand's first element is.
  public enum Place: Hashable, Sendable {
    case arena(offset: Int)
    case input(Int)
    case constant(Int)
    case state(String)
  }

  public struct Launch: Hashable, Sendable {
    public var kernel: Int
    public var operands: [Place]
    /// For plans and printed kernels; no part of the identity of a kernel.
    public var title: String
    public var origins: [Origin]
    /// Why what it writes is in memory, and not computed where it is read: `several readers, …`.
    public var boundary: String
    /// Why a matrix multiply or convolution is plain loops; `nil` for all other kernels.
    public var plainLoops: String?
    /// How each operand is described: `out  f32[256, 14, 14, 64]`.
    public var operandNotes: [String]
    public var work: Work
    /// Whether it may run at the same time as the launch before it.
    public var isBesideLast = false
  }

  /// What a launch does, for tables and estimates.
  public struct Work: Hashable, Sendable {
    public var kind: Kind
    /// `contraction 6 x 2`, with the rows and vectors of its tile; `loops`; `pack`, `merge` beside another one.
    public var algorithm: String
    /// The loops of the whole kernel: `[64, 784] x [32] over [3, 3, 16]`.
    public var extents: String
    /// Two for every product that a contraction sums; 0 for all else.
    public var flops: Double
    /// What its operands hold, each once.
    public var bytes: Int
    /// What is read for what a contraction computes of its sums before it writes them.
    public var epilogueBytes = 0

    /// What its speed depends on.
    public enum Kind: Int, CaseIterable, Sendable {
      case loops
      /// Loops whose innermost one fills no vector.
      case narrowLoops
      case contraction
      /// Products of tiles with the transforms around them.
      case tiles
      /// A copy of a factor in another order, a sum of partial sums.
      case moves
      /// A contraction that writes along a loop which fills no vector.
      case narrowContraction
    }
  }
}

/// One C function: `void NAME(void *const *operands, void *scratch, int64_t chunk)`.
///
/// The text is canonical: the same computation has the same text whatever its names in the experiment,
/// so that it is compiled once. `NAME` in the text stands as `CompiledKernel.functionName`, which the
/// runtime replaces by a name made from the text's digest.
public struct CompiledKernel: Hashable, Sendable {
  public static let functionName = "ETCH_KERNEL"

  /// The function and what it needs, without comments; the prelude (`CPrelude`) goes before it once a
  /// translation unit.
  public var source: String
  /// How many independent chunks the work is cut into; depends on shapes only.
  public var chunks: Int
  public var scratchBytes: Int

  public init(source: String, chunks: Int, scratchBytes: Int) {
    self.source = source
    self.chunks = chunks
    self.scratchBytes = scratchBytes
  }
}
