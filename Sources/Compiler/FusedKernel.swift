import Graph
import Tensors

/// A kernel before it is loops: one iteration domain, what is read at each point, at most one reduction,
/// and what is written. Fusion makes these out of statements; `LoopNest` and `Contractions` lower them.
///
/// Phases at every point of the domain: `reduction.value` is merged over the reduction loops; then, once a
/// point of the remaining loops, every write's value is computed, in which `Scalar.reduced(k)` stands
/// for the reduction's results. Without a reduction the writes run at every point.
public struct FusedKernel: Hashable, Sendable {
  /// The extent of each loop; all `Affine`s are over these loops.
  public var extents: [Int]
  /// Tensors that are read or written; a launch's operands in the same order.
  public var operands: [TensorType]
  public var reads: [Read]
  public var reduction: Reduction?
  public var writes: [Write]

  public struct Read: Hashable, Sendable {
    public var operand: Int
    public var index: [Statement.Index]
    /// The value where an index falls outside; `nil` where it cannot.
    public var outside: Double?
  }

  public struct Reduction: Hashable, Sendable {
    public var loops: [Int]
    public var combine: Statement.Combine
    public var value: FusedScalar
  }

  public struct Write: Hashable, Sendable {
    public var operand: Int
    public var index: [Statement.Index]
    public var value: FusedScalar
  }
}

/// `Scalar` with what fusion adds: guards, and the results of the kernel's own reduction.
public indirect enum FusedScalar: Hashable, Sendable {
  case read(Int)
  case constant(Double)
  case loop(Int)
  case unary(Scalar.Unary, FusedScalar)
  case binary(Scalar.Binary, FusedScalar, FusedScalar)
  case select(FusedScalar, FusedScalar, FusedScalar)
  case random(Scalar.Distribution, key: UInt64, element: Affine, stepLow: Int, stepHigh: Int)
  /// The reduction's result; moments have two (mean, variance).
  case reduced(Int)
  /// The first where every condition `0 ≤ affine < extent` holds, else the second. What stands inside is
  /// not evaluated outside.
  case guarded([Guard], FusedScalar, Double)

  public struct Guard: Hashable, Sendable {
    public var index: Affine
    public var extent: Int
  }
}
