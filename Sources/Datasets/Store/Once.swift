import Foundation

/// A value that is found at most once, by whoever asks first.
final class Once<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var known: Value?

  /// The value; where `make` throws, the next one tries again.
  func value(_ make: () throws -> Value) rethrows -> Value {
    try lock.withLock {
      if let known { return known }
      let made = try make()
      known = made
      return made
    }
  }
}
