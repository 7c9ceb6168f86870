import Foundation

/// A program to run: never by a shell, with the arguments as they are.
public struct Command: Hashable, Sendable {
  /// Where the program is.
  public var path: String
  public var arguments: [String]
  /// What messages call it: "the C compiler '/usr/bin/cc'".
  public var title: String
  /// Variables beside those of this process, or in their place.
  public var environment: [String: String]
  /// The program and all that it started are ended after so long.
  public var seconds: Double
  /// How many bytes are kept of each of the two streams; what is more is read and forgotten.
  public var outputLimit: Int
  /// The file that the program reads as its standard input; without one, it reads nothing.
  public var input: String?
  /// Whether errors go the way of the output, in the order in which both were written.
  public var joinsErrors: Bool

  public init(
    _ path: String, _ arguments: [String] = [], title: String? = nil,
    environment: [String: String] = [:], seconds: Double, outputLimit: Int = 1 << 20,
    joinsErrors: Bool = false, input: String? = nil
  ) {
    self.path = path
    self.arguments = arguments
    self.title = title ?? "'\(path)'"
    self.environment = environment
    self.seconds = seconds
    self.outputLimit = outputLimit
    self.joinsErrors = joinsErrors
    self.input = input
  }

  /// How a program ended, and what it wrote.
  public struct Ending: Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
      case status(Int32)
      case signal(Int32)
      /// It took longer than it may.
      case outOfTime
      /// It is not there, or is no program of this machine: the system's error number.
      case notStarted(Int32)

      /// "ended with status 1".
      public var sentence: String {
        switch self {
        case .status(let status): "ended with status \(status)"
        case .signal(let signal): "was ended by signal \(signal)"
        case .outOfTime: "took too long and was ended"
        case .notStarted(let code): "cannot be started: \(String(cString: strerror(code)))"
        }
      }
    }

    public var cause: Cause
    public var output: [UInt8]
    public var errors: [UInt8]

    public var succeeded: Bool { cause == .status(0) }
    /// The output as text; what is no UTF-8 is replaced.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// The errors as text; what is no UTF-8 is replaced.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// "ended with status 1".
    public var sentence: String { cause.sentence }
  }
}
