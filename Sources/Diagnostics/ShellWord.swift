extension String {
  /// The text as a word of a shell: in quotes where it has anything that a shell would act on.
  public var shellWord: String {
    let plain = utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "_-./:=,+@".utf8.contains(byte)
      }
    }
    guard !plain || isEmpty else { return self }
    return "'" + spelling(["'": "'\\''"]) + "'"
  }

  /// The same in a command that a message tells, on one line: whole, or it would be none.
  public var shownShellWord: String { shellWord.escapedForDisplay }
}

extension Sequence where Element == String {
  /// The words of a command that a message tells, on one line.
  public var shownCommand: String { map(\.shellWord).joined(separator: " ").escapedForDisplay }
}
