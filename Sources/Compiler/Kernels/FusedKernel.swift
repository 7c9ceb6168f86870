import Graph
import Tensors

/// A kernel before it is loops: one iteration domain, what is read at each point, what is merged over the
/// reduction loops, and what is written. Fusion makes these out of statements; `LoopNest` and
/// `Contractions` lower them.
///
/// Phases at every point of the domain: the value of every term of the reduction is merged over the
/// reduction loops; then, once a point of the remaining loops, every write's value is computed, in which
/// `FusedScalar.reduced(k)` stands for the k-th result. Without a reduction the writes run at every point.
public struct FusedKernel: Hashable, Sendable {
  /// The extent of each loop; all `Affine`s are over these loops.
  public var extents: [Int]
  /// Tensors that are read or written; a launch's operands in the same order. Two operands may be views of
  /// one buffer under different shapes.
  public var operands: [TensorType]
  public var reads: [Read]
  public var reduction: Reduction?
  public var writes: [Write]

  public init(
    extents: [Int], operands: [TensorType], reads: [Read], reduction: Reduction? = nil,
    writes: [Write]
  ) {
    self.extents = extents
    self.operands = operands
    self.reads = reads
    self.reduction = reduction
    self.writes = writes
  }

  public struct Read: Hashable, Sendable {
    public var operand: Int
    public var index: [Statement.Index]
    /// The value where an index falls outside; `nil` where it cannot.
    public var outside: Double?

    public init(operand: Int, index: [Statement.Index], outside: Double? = nil) {
      self.operand = operand
      self.index = index
      self.outside = outside
    }
  }

  /// What is merged over the loops that no write mentions.
  public struct Reduction: Hashable, Sendable {
    public var loops: [Int]
    public var terms: [Term]

    public init(loops: [Int], terms: [Term]) {
      self.loops = loops
      self.terms = terms
    }

    /// One reduction. Its results are numbered through all terms: one for each, moments have two (mean,
    /// biased variance).
    public struct Term: Hashable, Sendable {
      public var combine: Statement.Combine
      public var value: FusedScalar

      public init(combine: Statement.Combine, value: FusedScalar) {
        self.combine = combine
        self.value = value
      }

      public var resultCount: Int { combine == .moments ? 2 : 1 }
    }
  }

  public struct Write: Hashable, Sendable {
    public var operand: Int
    public var index: [Statement.Index]
    public var value: FusedScalar
    /// Whether the value is added to what earlier points of the domain wrote to the same element, from 0
    /// (scatter-add); an index that falls outside is left out. Such a kernel has no reduction.
    public var accumulates: Bool

    public init(
      operand: Int, index: [Statement.Index], value: FusedScalar, accumulates: Bool = false
    ) {
      self.operand = operand
      self.index = index
      self.value = value
      self.accumulates = accumulates
    }
  }

  /// The loops that are no reduction loops, in order.
  public var keptLoops: [Int] {
    extents.indices.filter { !(reduction?.loops.contains($0) ?? false) }
  }
}

/// `Scalar` with what fusion adds: guards, and the results of the kernel's own reduction.
public indirect enum FusedScalar: Hashable, Sendable {
  case read(Int)
  case constant(Double)
  /// `affine`, as a number.
  case index(Affine)
  case unary(Scalar.Unary, FusedScalar)
  case binary(Scalar.Binary, FusedScalar, FusedScalar)
  case select(FusedScalar, FusedScalar, FusedScalar)
  case random(Scalar.Distribution, key: UInt64, element: Affine, stepLow: Int, stepHigh: Int)
  /// A result of the reduction, numbered through its terms.
  case reduced(Int)
  /// The first where every condition `0 ≤ affine < extent` holds, else the second. What stands inside is
  /// not evaluated outside.
  case guarded([Guard], FusedScalar, Double)

  public struct Guard: Hashable, Sendable {
    public var index: Affine
    public var extent: Int

    public init(index: Affine, extent: Int) {
      self.index = index
      self.extent = extent
    }
  }
}

extension FusedScalar {
  /// By its first levels and how deep it goes, which tell nearly all values apart: by all of it, each node of a deep
  /// value would be hashed once for every node above.
  public func hash(into hasher: inout Hasher) {
    hash(into: &hasher, levels: 5)
    hasher.combine(depth(\.first))
    hasher.combine(depth(\.last))
  }

  private func hash(into hasher: inout Hasher, levels: Int) {
    guard levels > 0 else { return }
    switch self {
    case .read(let number), .reduced(let number): hasher.combine(number)
    case .constant(let value): hasher.combine(value)
    case .index(let affine), .random(_, key: _, element: let affine, stepLow: _, stepHigh: _):
      hasher.combine(affine)
    case .unary(let operation, let a):
      hasher.combine(operation)
      a.hash(into: &hasher, levels: levels - 1)
    case .binary(let operation, let a, let b):
      hasher.combine(operation)
      a.hash(into: &hasher, levels: levels - 1)
      b.hash(into: &hasher, levels: levels - 1)
    case .select(let choice, let a, let b):
      choice.hash(into: &hasher, levels: levels - 1)
      a.hash(into: &hasher, levels: levels - 1)
      b.hash(into: &hasher, levels: levels - 1)
    case .guarded(let guards, let a, _):
      hasher.combine(guards)
      a.hash(into: &hasher, levels: levels - 1)
    }
  }

  /// How many nodes there are from this one down, always to one of its operands.
  private func depth(_ next: (FusedScalar) -> FusedScalar?) -> Int {
    var (depth, node) = (1, self)
    while let below = next(node) { (depth, node) = (depth + 1, below) }
    return depth
  }

  private var first: FusedScalar? {
    switch self {
    case .read, .constant, .index, .random, .reduced: nil
    case .unary(_, let a), .guarded(_, let a, _), .binary(_, let a, _), .select(let a, _, _): a
    }
  }

  private var last: FusedScalar? {
    switch self {
    case .read, .constant, .index, .random, .reduced: nil
    case .unary(_, let a), .guarded(_, let a, _), .binary(_, _, let a), .select(_, _, let a): a
    }
  }
}
