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

  /// What is wrong, for code that goes by it: a message's words are for people, and may be others tomorrow.
  public enum Matter: Hashable, Sendable {
    /// Pictures do not go together: their shapes by extents, below 0 where any extent would do.
    case pictures([[Int]])
    /// A layer does not take what goes into it: which one and why, apart from the network, as several networks may have it.
    case layer(String)
  }

  public let severity: Severity
  public let message: String
  public let range: SourceRange?
  public let notes: [Note]
  public let fault: Fault
  /// Which warning it is, or was before it was made an error.
  public let warning: Warning?
  public let matter: Matter?

  private init(
    _ severity: Severity, _ message: String, at range: SourceRange?, notes: [Note],
    fault: Fault = .input, warning: Warning? = nil, matter: Matter? = nil
  ) {
    self.severity = severity
    self.message = message
    self.range = range
    self.notes = notes
    self.fault = fault
    self.warning = warning
    self.matter = matter
  }

  /// An error.
  public init(
    _ message: String, at range: SourceRange?, notes: [Note] = [], fault: Fault = .input,
    matter: Matter? = nil
  ) {
    self.init(.error, message, at: range, notes: notes, fault: fault, matter: matter)
  }

  /// A warning, by its name in the closed list.
  public init(
    _ warning: Warning, _ message: String, at range: SourceRange?, notes: [Note] = []
  ) {
    self.init(.warning, message, at: range, notes: notes, warning: warning)
  }

  /// A note that stands by itself, which commands tell that are asked about a file.
  public static func note(
    _ message: String, at range: SourceRange?, notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic(.note, message, at: range, notes: notes)
  }

  /// What makes two of them one, where a text is read more than once and its places are others each time.
  public struct Told: Hashable, Sendable {
    let message: String
    let place: String?
  }

  public var told: Told { Told(message: message, place: range?.place) }

  /// The same with something else in its place.
  public func replacing(
    message: String? = nil, range: SourceRange?? = .none, notes: [Note]? = nil
  ) -> Diagnostic {
    Diagnostic(
      severity, message ?? self.message, at: range ?? self.range, notes: notes ?? self.notes,
      fault: fault, warning: warning, matter: matter)
  }

  /// An error in the place of a warning.
  public var strict: Diagnostic { severity == .warning ? asError : self }

  /// An error in the place of anything.
  var asError: Diagnostic {
    Diagnostic(
      .error, message, at: range, notes: notes, fault: fault, warning: warning, matter: matter)
  }

  /// "warning: … [norm-of-one]", without a place.
  public var line: String { "\(severity.rawValue): \(coded)" }

  /// The message, with the word that allows it where it is a warning.
  public var coded: String { message + (warning.map { " [\($0.rawValue)]" } ?? "") }

  /// Whether a text is ``coded`` of such a warning.
  public static func isCoded(_ text: String, as warning: Warning) -> Bool {
    text.hasSuffix(" [\(warning.rawValue)]")
  }

  /// An error of the machine's.
  public static func machine(_ message: String, notes: [Note] = []) -> Diagnostic {
    Diagnostic(message, at: nil, notes: notes, fault: .machine)
  }
}
