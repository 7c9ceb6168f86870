extension Scalar {
  /// What it is where all that it reads is one number: a whole number where single precision may make one of it; `nil` where rounding
  /// leaves it open, or where it is more than arithmetic.
  public func value(of number: Double) -> Double? {
    guard let result = bounded(number), result.bound < .infinity else { return nil }
    let whole = result.value.rounded()
    return abs(result.value - whole) <= result.bound ? whole : result.value
  }

  private func bounded(_ number: Double) -> Bounded? {
    switch self {
    case .read: return Bounded(number)
    case .constant(let constant):
      return Bounded(
        constant, constant.isFinite ? abs(constant - Double(Float(constant))) : 0)
    case .unary(let function, let operand):
      return operand.bounded(number).map { Bounded.apply(function, $0) }
    case .binary(let function, let a, let b):
      guard let a = a.bounded(number), let b = b.bounded(number) else { return nil }
      return Bounded.apply(function, a, b)
    case .select(let condition, let a, let b):
      guard let condition = condition.bounded(number), let a = a.bounded(number),
        let b = b.bounded(number)
      else { return nil }
      return Bounded.select(condition, a, b)
    case .loop, .random: return nil
    }
  }
}
