import Diagnostics

/// What no compiler is to blame for: that nothing can be written where they are to write.
struct UnusablePlace: Error {
  let problem: Diagnostic

  /// - Throws: a diagnostic of `body` as one of these.
  static func told<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let problem as Diagnostic {
      throw UnusablePlace(problem: problem)
    }
  }
}
