import Config
import Diagnostics

/// What a field of a data set may be called, so that `beat.label` can be written.
enum FieldName {
  private static let rule = "names begin with a letter and have letters, digits and _"

  /// - Throws: a name that is none.
  static func check(_ name: String, at range: SourceRange?) throws {
    guard !isName(name) else { return }
    throw Diagnostic("'\(name.excerpt)' is no name: \(rule)", at: range)
  }

  /// - Throws: a tensor of a file whose name is none.
  static func check(_ name: String, ofTensorIn file: DataFile) throws {
    guard !isName(name) else { return }
    throw file.malformed(
      "the tensor '\(name.excerpt)' would be a field, and that is no name: \(rule)",
      notes: ["call it otherwise where the file is written"])
  }
}
