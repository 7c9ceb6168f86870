import Foundation

enum ThisProgram {
  /// Where it stands, and beside it what comes with it.
  static var path: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }
}
