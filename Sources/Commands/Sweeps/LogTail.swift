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
    for line in lines {
      if let place = line.range(of: "error: "),
        line.hasPrefix("error: ") || line.contains(": error: ")
      {
        return String(line[place.upperBound...])
      }
    }
    return lines.last.map(String.init)
  }
}
