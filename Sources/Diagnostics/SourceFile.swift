/// The text of one file (or of the command line), so that a diagnostic can show the line it speaks of.
public final class SourceFile: Sendable {
  /// The name as the user would write it: a path relative to where the command runs.
  public let name: String
  public let text: String
  /// The UTF-8 offset at which each line starts; line 1 is at index 0.
  let lineStarts: [Int]

  public init(name: String, text: String) {
    self.name = name
    self.text = text
    var starts = [0]
    var offset = 0
    for byte in text.utf8 {
      offset += 1
      if byte == UInt8(ascii: "\n") { starts.append(offset) }
    }
    self.lineStarts = starts
  }
}
