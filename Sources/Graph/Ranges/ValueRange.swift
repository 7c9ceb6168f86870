/// The numbers that a value lies in, as far as they can be told without computing it.
public struct ValueRange: Hashable, Sendable {
  public let low: Double
  public let high: Double
  /// Whether both ends can be reached: nothing was taken wider because two parts of it depend on one another, or many
  /// numbers were added up.
  public let isTight: Bool

  public init(_ low: Double, _ high: Double, isTight: Bool = true) {
    self.low = low
    self.high = high
    self.isTight = isTight
  }

  public init(_ number: Double) { self.init(number, number) }

  public static let unbounded = ValueRange(-.infinity, .infinity, isTight: false)

  public var isFinite: Bool { low.isFinite && high.isFinite }
  /// Whether it is one number.
  public var isConstant: Bool { low == high }
  public var width: Double { high - low }

  /// Whether all of it lies between two numbers.
  public func isWithin(_ low: Double, _ high: Double) -> Bool {
    self.low >= low && self.high <= high
  }

  var loose: ValueRange { ValueRange(low, high, isTight: false) }

  /// What is in either.
  func union(_ other: ValueRange) -> ValueRange {
    ValueRange(
      min(low, other.low), max(high, other.high), isTight: isTight && other.isTight)
  }

  /// A function that rises or falls throughout.
  func mapped(_ function: (Double) -> Double) -> ValueRange {
    let (a, b) = (function(low), function(high))
    guard !a.isNaN, !b.isNaN else { return .unbounded }
    return ValueRange(min(a, b), max(a, b), isTight: isTight)
  }

  /// The least and greatest of what an operator makes of the ends.
  func combined(_ other: ValueRange, _ function: (Double, Double) -> Double) -> ValueRange {
    var results: [Double] = []
    for a in [low, high] {
      for b in [other.low, other.high] {
        let result = function(a, b)
        // 0 · ∞: the ends are never both reached.
        results.append(result.isNaN ? 0 : result)
      }
    }
    let tight = isConstant ? other.isTight : other.isConstant && isTight
    return ValueRange(results.min() ?? 0, results.max() ?? 0, isTight: tight)
  }
}
