import Tensors

/// Random numbers one after another, for a procedure that makes one example.
struct Draws {
  let stream: RandomStream
  let step: UInt64
  private var element: UInt64 = 0

  init(_ stream: RandomStream, step: Int) {
    self.stream = stream
    self.step = UInt64(step)
  }

  /// A uniform number in (0, 1).
  mutating func uniform() -> Double {
    defer { element += 1 }
    return stream.uniform(element: element, step: step)
  }

  /// A uniform number in (low, high).
  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A normal number of mean 0 and standard deviation 1.
  mutating func normal() -> Double {
    defer { element += 1 }
    return stream.normal(element: element, step: step)
  }
}
