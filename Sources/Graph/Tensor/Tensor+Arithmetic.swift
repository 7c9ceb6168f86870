extension Tensor {
  private static func binary(
    _ operation: some Operation, _ a: Tensor, _ b: Tensor
  ) throws(ShapeMismatch) -> Tensor {
    let (a, b) = try matched(a, b)
    return try a.apply(operation, b)
  }

  private func number(_ number: Double) throws(ShapeMismatch) -> Tensor {
    try builder.number(number)
  }

  public static func + (a: Tensor, b: Tensor) throws(ShapeMismatch) -> Tensor {
    try binary(Add(), a, b)
  }
  public static func - (a: Tensor, b: Tensor) throws(ShapeMismatch) -> Tensor {
    try binary(Subtract(), a, b)
  }
  public static func * (a: Tensor, b: Tensor) throws(ShapeMismatch) -> Tensor {
    try binary(Multiply(), a, b)
  }
  public static func / (a: Tensor, b: Tensor) throws(ShapeMismatch) -> Tensor {
    try binary(Divide(), a, b)
  }
  public static func + (a: Tensor, b: Double) throws(ShapeMismatch) -> Tensor {
    try a + a.number(b)
  }
  public static func - (a: Tensor, b: Double) throws(ShapeMismatch) -> Tensor {
    try a - a.number(b)
  }
  public static func * (a: Tensor, b: Double) throws(ShapeMismatch) -> Tensor {
    try a * a.number(b)
  }
  public static func / (a: Tensor, b: Double) throws(ShapeMismatch) -> Tensor {
    try a / a.number(b)
  }
  public static func - (a: Double, b: Tensor) throws(ShapeMismatch) -> Tensor {
    try b.number(a) - b
  }
  public static func / (a: Double, b: Tensor) throws(ShapeMismatch) -> Tensor {
    try b.number(a) / b
  }
  public static prefix func - (a: Tensor) throws(ShapeMismatch) -> Tensor {
    try a.floating().apply(Negate())
  }

  public func power(_ exponent: Tensor) throws(ShapeMismatch) -> Tensor {
    try Tensor.binary(Power(), self, exponent)
  }
  /// A whole number as exponent keeps negative bases; 2 is a multiplication, ½ a square root.
  public func power(_ exponent: Double) throws(ShapeMismatch) -> Tensor {
    switch exponent {
    case 1: try floating()
    case 2: try squared()
    case 0.5: try squareRoot()
    default: try power(number(exponent))
    }
  }
  public func minimum(_ other: Tensor) throws(ShapeMismatch) -> Tensor {
    try Tensor.binary(Minimum(), self, other)
  }
  public func maximum(_ other: Tensor) throws(ShapeMismatch) -> Tensor {
    try Tensor.binary(Maximum(), self, other)
  }
  public func minimum(_ other: Double) throws(ShapeMismatch) -> Tensor {
    try minimum(number(other))
  }
  public func maximum(_ other: Double) throws(ShapeMismatch) -> Tensor {
    try maximum(number(other))
  }
  public func clipped(_ low: Double, _ high: Double) throws(ShapeMismatch) -> Tensor {
    try maximum(low).minimum(high)
  }

  /// 1 where the comparison holds, else 0.
  public func compared(
    _ kind: Compare.Kind, _ other: Tensor
  ) throws(ShapeMismatch) -> Tensor {
    try Tensor.binary(Compare(kind), self, other)
  }
  public func compared(_ kind: Compare.Kind, _ other: Double) throws(ShapeMismatch) -> Tensor {
    try compared(kind, number(other))
  }
  public func greater(_ other: Double) throws(ShapeMismatch) -> Tensor {
    try compared(.greater, other)
  }
  /// `a` where this condition is not 0, else `b`.
  public func select(_ a: Tensor, _ b: Tensor) throws(ShapeMismatch) -> Tensor {
    let (first, second) = try Tensor.matched(a, b)
    let (condition, chosen) = try Tensor.matched(self, first)
    return try condition.apply(Select(), chosen, Tensor.matched(second, chosen).0)
  }

  /// As float32.
  public func floating() throws(ShapeMismatch) -> Tensor { try converted(to: .float32) }
}
