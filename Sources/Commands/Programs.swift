import Foundation

/// Programs that are run by their names.
enum Programs {
  /// What PATH says.
  static var folders: String {
    ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  }

  /// Where a program stands among folders, with colons between them. One from the working folder, in which anybody may have put it,
  /// is left out.
  static func path(of name: String, in folders: String = Programs.folders) -> String? {
    folders.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
