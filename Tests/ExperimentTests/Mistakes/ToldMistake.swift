import Diagnostics
import Testing

@testable import Experiment

/// What is written into a right file, and what is told of it.
struct ToldMistake: CustomTestStringConvertible, Sendable {
  /// What of the right file is replaced, and by what.
  let old: String
  let new: String
  /// What the message says, or how it ends.
  let told: String
  var testDescription: String { new }

  init(_ old: String, _ new: String, _ told: String) {
    (self.old, self.new, self.told) = (old, new, told)
  }

  /// What is told where it is written into a file.
  func remarks(in right: String) throws -> String {
    #expect(right.contains(old))
    return try Self.remarks(on: right.replacing(old, with: new))
  }

  /// What `etch validate` prints of an experiment.
  static func remarks(on text: String) throws -> String {
    try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data"
    ).remarks.printed()
  }
}
