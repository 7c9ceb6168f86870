/// The arithmetic of one point of a statement.
///
/// Numbers are single precision in compiled kernels and double in the interpreter. A condition is 1 or 0.
public indirect enum Scalar: Hashable, Sendable {
  /// The statement's k-th read.
  case read(Int)
  case constant(Double)
  /// The index of a loop, as a number.
  case loop(Int)
  case unary(Unary, Scalar)
  case binary(Binary, Scalar, Scalar)
  /// The second where the first is not 0, else the third.
  case select(Scalar, Scalar, Scalar)
  /// A draw of stream `key` at `element` (a row-major element index) and the step whose low and high words
  /// are the two reads (uint32). See `RandomStream` for the arithmetic.
  case random(Distribution, key: UInt64, element: Affine, stepLow: Int, stepHigh: Int)

  public enum Unary: String, Hashable, Sendable, CaseIterable {
    case negate, absolute, sign, reciprocal, exp, log, sqrt, sin, cos, tanh, erf, sigmoid,
      softplus, floor
    /// To the output's integer type, toward zero.
    case truncate
  }

  public enum Binary: String, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide, power, minimum, maximum
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  }

  public enum Distribution: Hashable, Sendable {
    /// In (0, 1).
    case uniform
    /// Mean 0, standard deviation 1.
    case normal
    /// Whole numbers in `low..<high`.
    case integer(low: Int, high: Int)
  }
}
