import Testing

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
}
