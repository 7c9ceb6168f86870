import Diagnostics
import Foundation

/// What is written for people: diagnostics and progress on standard error, answers on standard output.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1
  static let usesColor =
    isInteractive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  static func report(_ list: DiagnosticList) {
    guard !list.diagnostics.isEmpty else { return }
    FileHandle.standardError.write(
      Data(list.printed(with: CaretPrinter(isColored: usesColor)).utf8))
  }

  /// Runs `body`; a mistake in the file or on the command line ends the program with status 2.
  static func checkingInput<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let problem as Diagnostic {
      report(DiagnosticList([problem]))
      throw ExitStatus.wrong
    } catch let problems as DiagnosticList {
      report(problems)
      throw ExitStatus.wrong
    }
  }
}
