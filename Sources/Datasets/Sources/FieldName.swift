import Config
import Diagnostics

/// What a field of a data set may be called, so that `beat.label` can be written.
enum FieldName {
  /// - Throws: a name that is none.
  static func check(_ name: String, at range: SourceRange?) throws {
    guard !isName(name) else { return }
    throw Diagnostic(
      "'\(name.excerpt)' is no name: names begin with a letter and have letters, digits and _",
      at: range)
  }
}
