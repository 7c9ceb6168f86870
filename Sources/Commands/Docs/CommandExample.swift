/// A line that a user types, and what for.
public struct CommandExample: Sendable {
  /// A sentence without its end.
  public let purpose: String
  /// As it is typed: `etch` first, or a folder that its answer is written into: `mkdir -p FOLDER && etch …`.
  public let line: String

  public init(_ purpose: String, _ line: String) {
    self.purpose = purpose
    self.line = line
  }

  /// That of etch, without what is done before.
  public var command: String {
    line.firstRange(of: " && ").map { String(line[$0.upperBound...]) } ?? line
  }

  /// The words behind `etch`, as a shell makes them of what it leaves to the program.
  public var arguments: [String] {
    var words: [String] = []
    var word = ""
    var (isQuoted, isBegun) = (false, false)
    for character in command + " " {
      if character == "'" {
        isQuoted.toggle()
        isBegun = true
      } else if character == " ", !isQuoted {
        // What follows is the file that the shell writes to.
        if word == ">" { break }
        if isBegun { words.append(word) }
        (word, isBegun) = ("", false)
      } else {
        word.append(character)
        isBegun = true
      }
    }
    return Array(words.dropFirst())
  }

  /// Two lines for each: what for, as a shell's comment, and what is typed.
  public static func lines(_ examples: [CommandExample]) -> [String] {
    examples.flatMap { ["# \($0.purpose)", $0.line] }
  }
}
