import Diagnostics

/// What became of parts that are composed one after another, each of which is tried: what is not known in one (data
/// whose files are not there) does not hide what is wrong with the others.
struct Attempts {
  private var problems = DiagnosticList()
  private var other: (any Error)?

  mutating func attempt(_ body: () throws -> Void) {
    do {
      _ = try problems.collect(body)
    } catch {
      other = other ?? error
    }
  }

  /// - Throws: all that is wrong; where nothing is, the first of what is not known.
  func throwIfErrors() throws {
    try problems.throwIfErrors()
    if let other { throw other }
  }
}
