import Foundation

extension Scalar {
  /// The range of a statement's arithmetic.
  ///
  /// - Parameters:
  ///   - reads: the range of each read.
  ///   - isSame: whether two reads are of one number.
  ///   - extents: of the loops.
  func range(
    _ reads: [ValueRange], isSame: (Int, Int) -> Bool, extents: [Int]
  ) -> ValueRange {
    func range(_ scalar: Scalar) -> ValueRange {
      scalar.range(reads, isSame: isSame, extents: extents)
    }
    switch self {
    case .read(let read): return reads[read]
    case .constant(let number): return ValueRange(number)
    case .loop(let loop): return ValueRange(0, Double(max(extents[loop] - 1, 0)))
    case .unary(let function, let operand): return function.range(range(operand))
    case .binary(.multiply, .read(let a), .read(let b)) where a == b || isSame(a, b):
      return reads[a].squared
    case .binary(let function, let a, let b): return function.range(range(a), range(b))
    case .select(_, let a, let b): return range(a).union(range(b)).loose
    case .random(let distribution, _, _, _, _):
      switch distribution {
      case .uniform: return ValueRange(0, 1)
      case .normal: return .unbounded
      case .integer(let low, let high): return ValueRange(Double(low), Double(high - 1))
      }
    }
  }
}

extension ValueRange {
  fileprivate var squared: ValueRange {
    let ends = [low * low, high * high]
    return ValueRange(
      low <= 0 && high >= 0 ? 0 : min(ends[0], ends[1]), max(ends[0], ends[1]), isTight: isTight)
  }
}

extension Scalar.Unary {
  fileprivate func range(_ x: ValueRange) -> ValueRange {
    switch self {
    case .negate: return x.mapped { -$0 }
    case .absolute:
      let ends = x.mapped(abs)
      return ValueRange(x.low <= 0 && x.high >= 0 ? 0 : ends.low, ends.high, isTight: x.isTight)
    case .sign: return x.mapped { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .reciprocal: return x.low > 0 || x.high < 0 ? x.mapped { 1 / $0 } : .unbounded
    case .exp: return x.mapped(Foundation.exp)
    case .log: return x.low >= 0 ? x.mapped(Foundation.log) : .unbounded
    case .sqrt: return x.low >= 0 ? x.mapped { $0.squareRoot() } : .unbounded
    case .sin, .cos: return ValueRange(-1, 1, isTight: x.width >= 2 * .pi && x.isTight)
    // What has no bound reaches as far as the function does.
    case .tanh: return x.settled.mapped(Foundation.tanh)
    case .erf: return x.settled.mapped(Foundation.erf)
    case .sigmoid: return x.settled.mapped { 1 / (1 + Foundation.exp(-$0)) }
    case .softplus: return x.mapped { $0 > 50 ? $0 : Foundation.log1p(Foundation.exp($0)) }
    case .floor: return x.mapped { $0.rounded(.down) }
    case .truncate: return x.mapped { $0.rounded(.towardZero) }
    }
  }
}

extension ValueRange {
  /// For functions that have bounds of their own, which something without bounds reaches.
  fileprivate var settled: ValueRange { isFinite ? self : ValueRange(low, high) }
}

extension Scalar.Binary {
  fileprivate func range(_ a: ValueRange, _ b: ValueRange) -> ValueRange {
    switch self {
    case .add:
      let tight = a.isConstant ? b.isTight : b.isConstant && a.isTight
      return ValueRange(a.low + b.low, a.high + b.high, isTight: tight)
    case .subtract:
      let tight = a.isConstant ? b.isTight : b.isConstant && a.isTight
      return ValueRange(a.low - b.high, a.high - b.low, isTight: tight)
    case .multiply: return a.combined(b, *)
    case .divide: return b.low > 0 || b.high < 0 ? a.combined(b, /) : .unbounded
    case .power: return power(a, b)
    case .minimum:
      return ValueRange(min(a.low, b.low), min(a.high, b.high), isTight: isTight(a, b))
    case .maximum:
      return ValueRange(max(a.low, b.low), max(a.high, b.high), isTight: isTight(a, b))
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return ValueRange(0, 1)
    }
  }

  /// A bound cuts off what has none: what is cut is reached.
  private func isTight(_ a: ValueRange, _ b: ValueRange) -> Bool {
    a.isConstant ? b.isTight || !b.isFinite : b.isConstant && (a.isTight || !a.isFinite)
  }

  private func power(_ a: ValueRange, _ b: ValueRange) -> ValueRange {
    guard b.isConstant else { return a.low > 0 ? a.combined(b, Foundation.pow).loose : .unbounded }
    if a.low > 0 || a.low >= 0 && b.low >= 0 { return a.mapped { Foundation.pow($0, b.low) } }
    guard b.low == b.low.rounded(), b.low > 0 else { return .unbounded }
    let ends = a.mapped { Foundation.pow($0, b.low) }
    let isEven = b.low.truncatingRemainder(dividingBy: 2) == 0
    return ValueRange(isEven && a.high >= 0 ? 0 : ends.low, ends.high, isTight: a.isTight)
  }
}
