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

  /// What is at fault, which decides how a command ends.
  public enum Fault: Hashable, Sendable {
    /// What was given: the experiment, the command line, a data file, a checkpoint.
    case input
    /// What was given is right, but could not be done: a full disk, too little memory, no compiler.
    case machine
  }

  public let severity: Severity
  public let message: String
  public let range: SourceRange?
  public let notes: [Note]
  public let fault: Fault

  public init(
    _ severity: Severity, _ message: String, at range: SourceRange?, notes: [Note] = [],
    fault: Fault = .input
  ) {
    self.severity = severity
    self.message = message
    self.range = range
    self.notes = notes
    self.fault = fault
  }

  /// An error.
  public init(_ message: String, at range: SourceRange?, notes: [Note] = []) {
    self.init(.error, message, at: range, notes: notes)
  }

  /// An error of the machine's.
  public static func machine(_ message: String, notes: [Note] = []) -> Diagnostic {
    Diagnostic(.error, message, at: nil, notes: notes, fault: .machine)
  }
}
