import Artifacts
import Diagnostics

/// The end of a trial's log.
struct LogTail {
  private let lines: [Substring]
  /// As much of the log is looked at, in bytes.
  private static let length = 8192

  /// Of a log that is not there, or cannot be read, there is no line.
  init(_ path: String) {
    let bytes = (try? InputFile.ending(of: path, count: Self.length)) ?? []
    lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  /// The last line that says something.
  var last: String { lines.last.map(String.init) ?? "" }

  /// Why it failed: its first error; else its last line.
  var reason: String? {
    lines.lazy.compactMap(CaretPrinter.error(in:)).first ?? lines.last.map(String.init)
  }
}
