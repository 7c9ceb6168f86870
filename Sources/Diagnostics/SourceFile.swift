/// The text of one file (or of the command line), so that a diagnostic can show the line it speaks of.
public final class SourceFile: Sendable {
  /// The name as the user would write it: a path relative to where the command runs.
  public let name: String
  public let text: String
  /// The UTF-8 offset at which each line starts; line 1 is at index 0.
  let lineStarts: [Int]

  /// The folder that its relative paths start from: "experiments", or "" for where the command runs.
  public let folder: String

  /// - Parameter folder: by default the one that holds the file.
  public init(name: String, text: String, folder: String? = nil) {
    var text = text
    text.makeContiguousUTF8()
    self.name = name
    self.folder = folder ?? Self.folder(of: name)
    self.text = text
    var starts = [0]
    var offset = 0
    for byte in text.utf8 {
      offset += 1
      if byte == UInt8(ascii: "\n") { starts.append(offset) }
    }
    self.lineStarts = starts
  }

  private static func folder(of name: String) -> String {
    // By bytes, as disks divide paths.
    let bytes = name.utf8
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == bytes.startIndex ? "/" : String(Substring(bytes[..<slash]))
  }

  /// The text between two UTF-8 offsets; offsets outside the file are moved to its ends.
  public func slice(from start: Int, to end: Int) -> String {
    let bytes = text.utf8
    let low = min(max(0, start), bytes.count)
    let high = min(max(low, end), bytes.count)
    let first = bytes.index(bytes.startIndex, offsetBy: low)
    let last = bytes.index(bytes.startIndex, offsetBy: high)
    return String(decoding: bytes[first..<last], as: UTF8.self)
  }

  /// The index into `lineStarts` of the line that holds a UTF-8 offset.
  func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The end of a line, its line break left out.
  func lineEnd(_ index: Int) -> Int {
    let bytes = text.utf8
    guard index + 1 < lineStarts.count else { return bytes.count }
    var end = lineStarts[index + 1] - 1
    if end > lineStarts[index],
      bytes[bytes.index(bytes.startIndex, offsetBy: end - 1)] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    return end
  }
}
