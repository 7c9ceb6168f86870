/// One thing to tell the user: what is wrong, where, and what to do about it.
///
/// A message is a sentence without its final stop: "unknown key 'unit'; did you mean 'units'?".
public struct Diagnostic: Error, Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable {
    case error, warning, note
  }

  /// A further line under the message, with its own place where it has one:
  /// "the value comes from profile 'quick'".
  public struct Note: Hashable, Sendable {
    public let message: String
    public let range: SourceRange?

    public init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  public let severity: Severity
  public let message: String
  public let range: SourceRange?
  public let notes: [Note]

  public init(
    _ severity: Severity, _ message: String, at range: SourceRange?, notes: [Note] = []
  ) {
    self.severity = severity
    self.message = message
    self.range = range
    self.notes = notes
  }

  /// An error.
  public init(_ message: String, at range: SourceRange?, notes: [Note] = []) {
    self.init(.error, message, at: range, notes: notes)
  }
}
