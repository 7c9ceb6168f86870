import Tensors

/// The meaning of an operation: `out[w(i)] ⊕= e(reads(i))` for every `i` of an iteration domain.
///
/// The interpreter, fusion and the emitter all read this same statement. Loops are numbered from the
/// outermost; a loop that appears in no write index is a reduction loop. Iteration order is row-major;
/// where ⊕ is a sum, that is the order the interpreter adds in (compiled kernels may use another, fixed
/// order within the error bound).
public struct Statement: Hashable, Sendable {
  /// The extent of each loop.
  public var extents: [Int]
  /// What is read at each point; `Scalar.read(k)` is the k-th.
  public var reads: [Access]
  /// What is written at each point.
  public var writes: [Write]

  public init(extents: [Int], reads: [Access], writes: [Write]) {
    self.extents = extents
    self.reads = reads
    self.writes = writes
  }

  /// One element of an input of the operation.
  public struct Access: Hashable, Sendable {
    /// The position of the tensor among the operation's inputs.
    public var input: Int
    /// One index per axis of the tensor; empty for a scalar.
    public var index: [Index]
    /// What is read where an index falls outside the tensor (padding); `nil` where that cannot happen.
    public var outside: Double?

    public init(input: Int, index: [Index], outside: Double? = nil) {
      self.input = input
      self.index = index
      self.outside = outside
    }
  }

  /// One element of an output of the operation, and what is merged into it.
  public struct Write: Hashable, Sendable {
    /// The position of the tensor among the operation's outputs.
    public var output: Int
    public var index: [Index]
    /// A write whose index falls outside the tensor is left out.
    public var combine: Combine
    public var value: Scalar

    public init(output: Int, index: [Index], combine: Combine, value: Scalar) {
      self.output = output
      self.index = index
      self.combine = combine
      self.value = value
    }
  }

  /// ⊕. Outputs start at the operator's neutral element.
  public enum Combine: Hashable, Sendable {
    /// Each element is written exactly once.
    case set
    /// From 0. Indices may be indirect: that is scatter-add, sources in ascending order.
    case sum
    /// From −∞.
    case max
    /// The row-major position, over the reduction loops, of the greatest value; the first wins. The
    /// output is int32.
    case argmax
    /// Writes two outputs, `output` and `output + 1`: the mean and the biased variance over the
    /// reduction loops, by merging (count, mean, M2) with Chan's formula.
    case moments
  }

  /// An index along one axis.
  public enum Index: Hashable, Sendable {
    case affine(Affine)
    /// `affine + value of the k-th read` (an integer tensor): gather and scatter. The k-th read is itself
    /// affine.
    case indirect(Affine, read: Int)
  }
}

/// `offset + Σ coefficients[l] · loop[l]`.
public struct Affine: Hashable, Sendable {
  /// One coefficient a loop of the statement.
  public var coefficients: [Int]
  public var offset: Int

  public init(coefficients: [Int], offset: Int = 0) {
    self.coefficients = coefficients
    self.offset = offset
  }

  /// The loop itself.
  public static func loop(_ loop: Int, of loops: Int) -> Affine {
    var coefficients = [Int](repeating: 0, count: loops)
    coefficients[loop] = 1
    return Affine(coefficients: coefficients)
  }

  public static func constant(_ offset: Int, of loops: Int) -> Affine {
    Affine(coefficients: [Int](repeating: 0, count: loops), offset: offset)
  }

  public func value(at point: [Int]) -> Int {
    var sum = offset
    for (coefficient, index) in zip(coefficients, point) { sum += coefficient * index }
    return sum
  }

  /// The least and greatest value over a domain with no empty loop.
  public func range(over extents: [Int]) -> ClosedRange<Int> {
    var low = offset
    var high = offset
    for (coefficient, extent) in zip(coefficients, extents) {
      let reach = coefficient * (extent - 1)
      if reach < 0 { low += reach } else { high += reach }
    }
    return low...high
  }
}
