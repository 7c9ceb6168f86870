/// A half-open stretch of a file, in UTF-8 offsets from its beginning.
public struct SourceRange: Hashable, Sendable {
  public let file: SourceFile
  public let start: Int
  public let end: Int

  public init(file: SourceFile, start: Int, end: Int) {
    self.file = file
    self.start = max(0, start)
    self.end = max(self.start, end)
  }

  /// The line of the beginning, from 1.
  public var line: Int { file.lineIndex(at: start) + 1 }

  /// The column of the beginning in characters (Unicode scalars), from 1.
  public var column: Int { column(of: start) }

  /// The line and the column of what follows the range.
  var following: (line: Int, column: Int) { (file.lineIndex(at: end) + 1, column(of: end)) }

  private func column(of offset: Int) -> Int {
    let bytes = file.text.utf8
    let from = file.lineStarts[file.lineIndex(at: offset)]
    let first = bytes.index(bytes.startIndex, offsetBy: min(from, bytes.count))
    let last = bytes.index(bytes.startIndex, offsetBy: min(offset, bytes.count))
    return 1 + bytes[first..<max(first, last)].count { $0 & 0xC0 != 0x80 }
  }

  /// The text of the range.
  public var text: String { file.slice(from: start, to: end) }

  /// `experiments/vae.yaml:41:7`
  public var place: String { "\(file.name):\(line):\(column)" }

  /// Whether all of another range lies in this one.
  public func contains(_ other: SourceRange) -> Bool {
    file === other.file && start <= other.start && other.end <= end
  }

  public static func == (a: SourceRange, b: SourceRange) -> Bool {
    a.file === b.file && a.start == b.start && a.end == b.end
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(file))
    hasher.combine(start)
    hasher.combine(end)
  }
}
