import Foundation

/// A key whose ':' no blank follows, as in `clean:denoiser(noisy)`: YAML takes all of it for one text.
public struct MissingBlank {
  public let key: String
  /// The end of a message: what is missing and where.
  public let advice: String

  /// - Parameter text: what was read as a text, or the line that it stands in.
  /// - Returns: `nil`, where nothing in the text looks like such a key.
  public init?(in text: some StringProtocol) {
    let line = text.drop { $0 == " " || $0 == "-" }
    let word = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    let rest = line[word.endIndex...]
    guard word.first?.isLetter == true, rest.first == ":", let next = rest.dropFirst().first,
      // A path such as 'https://…' is no key, and 'C:\\…' neither.
      !next.isWhitespace, next != "/", next != "\\", next != ":"
    else { return nil }
    key = String(word)
    advice = "; a blank is missing after '\(key):'"
  }
}
