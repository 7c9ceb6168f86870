import Foundation

extension Array where Element: Sendable {
  /// What `body` makes of each element, or throws for it, in their order; made on all cores.
  func concurrentMap<T: Sendable>(
    _ body: @Sendable (Element) throws -> T
  ) -> [Result<T, any Error>] {
    var results: [Result<T, any Error>?] = [Result<T, any Error>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { places in
      nonisolated(unsafe) let places = places
      DispatchQueue.concurrentPerform(iterations: count) { index in
        places[index] = Result { try body(self[index]) }
      }
    }
    return results.compactMap { $0 }
  }
}
