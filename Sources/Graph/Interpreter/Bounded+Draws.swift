import Tensors

extension Bounded {
  /// A draw; uniform and whole ones are exact.
  static func draw(
    _ distribution: Scalar.Distribution, _ stream: RandomStream, element: UInt64, step: UInt64
  ) -> Bounded {
    switch distribution {
    case .uniform: return Bounded(stream.uniform(element: element, step: step))
    case .normal:
      let value = stream.normal(element: element, step: step)
      // The logarithm and the root are relative to the radius; so is the cosine's absolute error.
      let radius = stream.normalRadius(element: element, step: step)
      return Bounded(value, 32 * roundoff * radius)
    case .integer(let low, let high):
      let draw = stream.integer(below: UInt32(high - low), element: element, step: step)
      return Bounded(Double(low + Int(draw)))
    }
  }
}
