import Tensors

/// Orders of examples that depend on their key only.
///
/// Fisher & Yates' shuffle in Durstenfeld's form (1964), from the last place down: place `i` is exchanged with place
/// `stream.integer(below: i + 1, element: i, step: step)`. One Philox block a place, no state, one thread.
enum Permutation {
  static func order(of count: Int, stream: RandomStream, step: UInt64) -> [UInt32] {
    var order = [UInt32](repeating: 0, count: count)
    order.withUnsafeMutableBufferPointer { fill($0, stream: stream, step: step) }
    return order
  }

  /// Writes a permutation of `0..<order.count`.
  static func fill(
    _ order: UnsafeMutableBufferPointer<UInt32>, stream: RandomStream, step: UInt64
  ) {
    identity(order)
    guard order.count > 1 else { return }
    for i in stride(from: order.count - 1, through: 1, by: -1) {
      let other = stream.integer(below: UInt32(i + 1), element: UInt64(i), step: step)
      order.swapAt(i, Int(other))
    }
  }

  static func identity(_ order: UnsafeMutableBufferPointer<UInt32>) {
    for i in order.indices { order[i] = UInt32(truncatingIfNeeded: i) }
  }
}
