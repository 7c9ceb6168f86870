import Diagnostics
import Foundation

/// The end of a trial's log.
struct LogTail {
  private let lines: [Substring]

  init(_ path: String) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      lines = []
      return
    }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > 8192 ? size - 8192 : 0)
    let bytes = (try? handle.readToEnd()) ?? Data()
    lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  /// The last line that says something.
  var last: String { lines.last.map(String.init) ?? "" }

  /// Why it failed: its first error; else its last line.
  var reason: String? {
    lines.lazy.compactMap(CaretPrinter.error(in:)).first ?? lines.last.map(String.init)
  }
}
