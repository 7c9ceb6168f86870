import Tensors

/// Elementwise operations by name. All throw `ShapeMismatch` where the inputs do not fit; a number on the
/// right stands for a tensor of that number.
extension GraphBuilder {
  public func add(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Add(), a, b)
  }

  public func add(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Add(), a, fill(number, like: a))
  }

  public func subtract(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Subtract(), a, b)
  }

  public func subtract(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Subtract(), a, fill(number, like: a))
  }

  public func multiply(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Multiply(), a, b)
  }

  public func multiply(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Multiply(), a, fill(number, like: a))
  }

  public func divide(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Divide(), a, b)
  }

  public func divide(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Divide(), a, fill(number, like: a))
  }

  public func power(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Power(), a, b)
  }

  public func power(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Power(), a, fill(number, like: a))
  }

  public func maximum(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Maximum(), a, b)
  }

  public func maximum(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Maximum(), a, fill(number, like: a))
  }

  public func minimum(_ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Minimum(), a, b)
  }

  public func minimum(_ a: Value, _ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Minimum(), a, fill(number, like: a))
  }

  public func compare(_ kind: Compare.Kind, _ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Compare(kind), a, b)
  }

  public func compare(_ kind: Compare.Kind, _ a: Value, _ number: Double) throws(ShapeMismatch)
    -> Value
  {
    try apply(Compare(kind), a, fill(number, like: a))
  }

  /// `a` where the condition is not 0, else `b`.
  public func select(_ condition: Value, _ a: Value, _ b: Value) throws(ShapeMismatch) -> Value {
    try apply(Select(), condition, a, b)
  }

  public func negate(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Negate(), x) }

  public func absolute(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Absolute(), x) }

  public func sign(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Sign(), x) }

  public func exp(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Exp(), x) }

  public func log(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Log(), x) }

  public func sqrt(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Sqrt(), x) }

  public func sin(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Sin(), x) }

  public func cos(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Cos(), x) }

  public func tanh(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Tanh(), x) }

  public func sigmoid(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Sigmoid(), x) }

  public func softplus(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Softplus(), x) }

  public func floor(_ x: Value) throws(ShapeMismatch) -> Value { try apply(Floor(), x) }

  public func stopGradient(_ x: Value) throws(ShapeMismatch) -> Value {
    try apply(StopGradient(), x)
  }

  public func square(_ x: Value) throws(ShapeMismatch) -> Value { try multiply(x, x) }

  public func convert(_ x: Value, to element: ElementType) throws(ShapeMismatch) -> Value {
    type(of: x).element == element ? x : try apply(Convert(to: element), x)
  }

  /// `max(x, 0)`; its slope at 0 is 0.
  public func relu(_ x: Value) throws(ShapeMismatch) -> Value { try maximum(x, 0) }

  /// The number, held between two others.
  public func clip(_ x: Value, _ low: Double, _ high: Double) throws(ShapeMismatch) -> Value {
    try minimum(maximum(x, low), high)
  }
}
