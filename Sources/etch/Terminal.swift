import Diagnostics
import Foundation
import Processes

/// What is written for people: diagnostics and progress on standard error, answers on standard output.
enum Terminal {
  private static let environment = ProcessInfo.processInfo.environment

  /// Whether a line can be written over.
  static let isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
  /// Where it goes to a terminal, or FORCE_COLOR says so; never where NO_COLOR does.
  static let usesColor =
    environment["NO_COLOR", default: ""].isEmpty
    && (isInteractive || !["", "0"].contains(environment["FORCE_COLOR", default: ""]))

  /// Makes the three standard streams safe to write to, whoever began this process and however; programs that it runs
  /// end with it, and a limit on the size of files is told by what writes them.
  static func prepare() {
    // A reader that goes away (`etch show f.yaml | head`) ends the program quietly, as with other tools;
    // where there is a state to save, that comes first (`stopGracefully`).
    signal(SIGPIPE, SIG_DFL)
    signal(SIGXFSZ, SIG_IGN)
    Interruption.endsPrograms()
    // A file that takes the number of a closed stream would be written into. What is opened here refuses.
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes what was asked for to standard output: to a terminal, with what it would act on escaped; elsewhere, to
  /// the byte.
  ///
  /// - Throws: where it does not take all of it.
  static func answer(_ text: String) throws {
    let shown = isatty(STDOUT_FILENO) == 1 ? text.escapedLinesForDisplay : text
    let code = write(shown, to: STDOUT_FILENO)
    guard code == 0 else {
      throw Diagnostic.machine(
        "cannot write to standard output: \(String(cString: strerror(code)))")
    }
  }

  /// Writes a line to standard error; where that does not take it, nobody can be told.
  static func error(_ text: String) { send(text.escapedLinesForDisplay + "\n") }

  /// Writes one line of those that are written over: over the one before, and without ending it.
  ///
  /// - Parameters:
  ///   - over: whether the line before is open.
  ///   - ends: whether this one stays.
  static func progress(_ text: String, over: Bool, ends: Bool) {
    send((over || !ends ? "\r\u{1B}[2K" : "") + text.escapedLinesForDisplay + (ends ? "\n" : ""))
  }

  /// Ends the line that is written over.
  static func endProgress() { send("\n") }

  /// Goes back over the last lines, and removes them.
  static func moveUp(_ lines: Int) { send("\u{1B}[\(lines)A\r\u{1B}[J") }

  /// The columns of the terminal, where there is one that tells.
  static var columns: Int? {
    var size = winsize()
    guard isInteractive, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else {
      return nil
    }
    return Int(size.ws_col)
  }

  private static func send(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  static func report(_ list: DiagnosticList) {
    guard !list.diagnostics.isEmpty else { return }
    send(list.printed(with: CaretPrinter(isColored: usesColor, width: columns ?? 100)))
  }

  /// Writes all of a text; returns the system's error number, or 0.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // The other end of a pipe may have made it one that does not wait.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
