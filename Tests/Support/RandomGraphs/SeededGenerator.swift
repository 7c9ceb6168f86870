import Tensors

/// SplitMix64: the same numbers for the same seed on every machine (Steele, Lea & Flood 2014).
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A whole number in the range.
  public mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  public mutating func pick<T>(_ choices: [T]) -> T { choices[int(0...(choices.count - 1))] }

  public mutating func chance(_ percent: Int) -> Bool { int(0...99) < percent }

  public mutating func float(_ range: ClosedRange<Float>) -> Float {
    let unit = Float(next() >> 40) * 0x1p-24
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  public mutating func floats(_ shape: Shape, _ range: ClosedRange<Float>) -> HostArray {
    HostArray(shape: shape, floats: (0..<shape.count).map { _ in float(range) })
  }

  public mutating func integers(_ shape: Shape, _ range: ClosedRange<Int>) -> HostArray {
    HostArray(
      shape: shape, storage: .int32((0..<shape.count).map { _ in Int32(int(range)) }))
  }
}
