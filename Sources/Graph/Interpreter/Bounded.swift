import Foundation

/// A number, and how far a compiled kernel's single-precision number may be from it.
///
/// A kernel rounds each operation (2⁻²⁴ relative, and to 0 below 2⁻¹²⁶), computes functions to 4 units in the
/// last place and sums in any order. What does not fit single precision has an infinite bound.
struct Bounded {
  var value: Double
  var bound: Double

  init(_ value: Double, _ bound: Double = 0) {
    self.value = value
    self.bound = bound
  }

  static let roundoff = 0x1p-24
  /// What flush-to-zero may lose.
  static let tiny = 0x1p-125
  /// 4 units in the last place.
  static let function = 8.0

  /// A result that is `spread` uncertain by its operands and rounded `roundings` times.
  @inline(__always)
  static func rounded(_ value: Double, _ spread: Double, _ roundings: Double = 1) -> Bounded {
    if spread == 0, value == 0 { return Bounded(0) }
    let reach = abs(value) + spread
    let bound = spread + roundings * roundoff * reach + tiny
    // Also where a bound is not a number.
    return Bounded(value, reach + bound <= 0x1.fffffep127 ? bound : .infinity)
  }

  /// A correctly rounded result: exact where exact operands make a single-precision number.
  @inline(__always)
  static func correctlyRounded(_ value: Double, _ spread: Double) -> Bounded {
    if spread == 0, Double(Float(value)) == value { return Bounded(value) }
    return rounded(value, spread)
  }

  /// `spread` and rounding for a rising or falling function, from its values at the ends.
  @inline(__always)
  static func monotone(
    _ x: Bounded, _ roundings: Double, _ function: (Double) -> Double
  ) -> Bounded {
    let value = function(x.value)
    if x.bound == 0 { return rounded(value, 0, roundings) }
    let spread = max(
      abs(function(x.value + x.bound) - value), abs(function(x.value - x.bound) - value))
    return rounded(value, spread, roundings)
  }

  /// The same for a function whose result is exact.
  @inline(__always)
  static func step(_ x: Bounded, _ function: (Double) -> Double) -> Bounded {
    let value = function(x.value)
    if x.bound == 0 { return Bounded(value) }
    let spread = max(
      abs(function(x.value + x.bound) - value), abs(function(x.value - x.bound) - value))
    return Bounded(value, spread.isNaN ? .infinity : spread)
  }
}

/// The scalar vocabulary.
extension Bounded {
  static func apply(_ operation: Scalar.Unary, _ x: Bounded) -> Bounded {
    switch operation {
    case .negate: return Bounded(-x.value, x.bound)
    case .absolute: return Bounded(abs(x.value), x.bound)
    case .sign: return step(x) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .reciprocal: return divide(Bounded(1), x)
    case .exp: return monotone(x, function, exp)
    case .log:
      guard x.value - x.bound > 0 else {
        return x.value > 0 || x.bound > 0
          ? Bounded(log(max(x.value, 0)), .infinity) : Bounded(log(x.value), .infinity)
      }
      return monotone(x, function, log)
    case .sqrt:
      if x.bound == 0 { return correctlyRounded(x.value.squareRoot(), 0) }
      guard x.value - x.bound >= 0 else { return Bounded(x.value.squareRoot(), .infinity) }
      return monotone(x, 1) { $0.squareRoot() }
    case .sin: return oscillating(sin(x.value), x)
    case .cos: return oscillating(cos(x.value), x)
    case .tanh: return monotone(x, function, tanh)
    case .erf: return monotone(x, function, erf)
    case .sigmoid: return monotone(x, function) { 1 / (1 + exp(-$0)) }
    case .softplus: return monotone(x, function) { max($0, 0) + log1p(exp(-abs($0))) }
    case .floor: return step(x) { $0.rounded(.down) }
    case .truncate:
      guard x.value.isFinite else { return Bounded(0, .infinity) }
      return step(x) { $0.rounded(.towardZero) }
    }
  }

  /// Slope at most 1, range 2; the argument's period is reduced exactly up to 2³⁰.
  private static func oscillating(_ value: Double, _ x: Bounded) -> Bounded {
    if abs(x.value) + x.bound > 0x1p30 { return Bounded(value, value.isFinite ? 2 : .infinity) }
    let result = rounded(value, min(x.bound, 2), function)
    return Bounded(value, min(result.bound, 2))
  }

  @inline(__always)
  static func apply(_ operation: Scalar.Binary, _ a: Bounded, _ b: Bounded) -> Bounded {
    switch operation {
    case .multiply: return multiply(a, b)
    case .add: return correctlyRounded(a.value + b.value, a.bound + b.bound)
    case .subtract: return correctlyRounded(a.value - b.value, a.bound + b.bound)
    case .divide: return divide(a, b)
    case .power: return power(a, b)
    // What is no number stays so.
    case .minimum: return b.value < a.value || b.value.isNaN ? extreme(b, a) : extreme(a, b)
    case .maximum: return b.value > a.value || b.value.isNaN ? extreme(b, a) : extreme(a, b)
    case .equal: return comparison(a, b, a.value == b.value)
    case .notEqual: return comparison(a, b, a.value != b.value)
    case .less: return comparison(a, b, a.value < b.value)
    case .lessOrEqual: return comparison(a, b, a.value <= b.value)
    case .greater: return comparison(a, b, a.value > b.value)
    case .greaterOrEqual: return comparison(a, b, a.value >= b.value)
    }
  }

  @inline(__always)
  private static func multiply(_ a: Bounded, _ b: Bounded) -> Bounded {
    let spread = abs(a.value) * b.bound + abs(b.value) * a.bound + a.bound * b.bound
    return correctlyRounded(a.value * b.value, spread)
  }

  private static func divide(_ a: Bounded, _ b: Bounded) -> Bounded {
    let value = a.value / b.value
    let least = abs(b.value) - b.bound
    guard least > 0 else { return Bounded(value, .infinity) }
    return rounded(value, (a.bound + abs(value) * b.bound) / least, 2)
  }

  /// `aᵇ` for a ≥ 0 or whole b, from its values at the ends.
  private static func power(_ a: Bounded, _ b: Bounded) -> Bounded {
    let value = pow(a.value, b.value)
    let whole = b.bound == 0 && b.value == b.value.rounded()
    var spread = 0.0
    if a.bound > 0 || b.bound > 0 {
      guard a.value - a.bound > 0 || (whole && (b.value >= 0 || abs(a.value) > a.bound)) else {
        return Bounded(value, .infinity)
      }
      for base in [a.value - a.bound, a.value, a.value + a.bound] {
        for exponent in [b.value - b.bound, b.value + b.bound] {
          spread = max(spread, abs(pow(base, exponent) - value))
        }
      }
      if a.value - a.bound < 0, a.value + a.bound > 0 {
        spread = max(spread, abs(pow(0, b.value) - value))
      }
    }
    return rounded(value, spread, function)
  }

  /// The winner of a minimum or maximum; where the loser may win, either bound may hold.
  @inline(__always)
  private static func extreme(_ winner: Bounded, _ loser: Bounded) -> Bounded {
    let apart = abs(winner.value - loser.value) > winner.bound + loser.bound
    return Bounded(winner.value, apart ? winner.bound : max(winner.bound, loser.bound))
  }

  /// Uncertain by 1 where the operands may stand either way.
  @inline(__always)
  private static func comparison(_ a: Bounded, _ b: Bounded, _ holds: Bool) -> Bounded {
    let doubt = a.bound + b.bound
    let certain = doubt == 0 || abs(a.value - b.value) > doubt
    return Bounded(holds ? 1 : 0, certain ? 0 : 1)
  }

  @inline(__always)
  static func select(_ condition: Bounded, _ a: Bounded, _ b: Bounded) -> Bounded {
    let chosen = condition.value != 0 ? a : b
    if condition.bound == 0 || abs(condition.value) > condition.bound { return chosen }
    let other = condition.value != 0 ? b : a
    if a.value == b.value { return Bounded(a.value, max(a.bound, b.bound)) }
    let bound = max(chosen.bound, abs(a.value - b.value) + other.bound)
    return Bounded(chosen.value, bound.isNaN ? .infinity : bound)
  }
}
