/// Spells scalars so that no YAML reader, of 1.1 or 1.2, takes them for something else.
enum ScalarText {
  /// A number; digits that a `Double` cannot hold are kept as written.
  static func number(_ value: Double, _ text: String) -> String {
    if abs(value) >= 0x1p53, let integer = Int(text) { return "\(integer)" }
    return CanonicalNumber.text(value)
  }

  /// A text: plain where it is safe so, otherwise in double quotes.
  static func spelled(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  /// A text in double quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          let hex = String(scalar.value, radix: 16, uppercase: true)
          let length = scalar.value > 0xFFFF ? 8 : 4
          result +=
            (length == 8 ? "\\U" : "\\u") + String(repeating: "0", count: length - hex.count) + hex
        }
      }
    }
    return result + "\""
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202F...0x2065, 0x2070...0xD7FF, 0xE000...0xFEFE,
      0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
      !words.contains(text.lowercased()), text.unicodeScalars.allSatisfy(isPrintable)
    else { return false }
    if first == " " || last == " " || last == ":" { return false }
    if hasMarks(text) { return false }
    // Whatever begins like a number may be one, or a date, or a time, somewhere.
    if "-?:,[]{}#&*!|>'\"%@`=<~+.0123456789".unicodeScalars.contains(first) {
      return isArithmetic(text) || isDuration(text)
    }
    return true
  }

  /// Whether `: `, ` #`, `---` or `...` stands in the text, byte by byte: this is asked of every text that is written.
  private static func hasMarks(_ text: String) -> Bool {
    var (before, last) = (UInt8(0), UInt8(0))
    for byte in text.utf8 {
      switch (last, byte) {
      case (UInt8(ascii: ":"), UInt8(ascii: " ")), (UInt8(ascii: " "), UInt8(ascii: "#")):
        return true
      case (UInt8(ascii: "-"), UInt8(ascii: "-")), (UInt8(ascii: "."), UInt8(ascii: ".")):
        if before == byte { return true }
      default: break
      }
      (before, last) = (last, byte)
    }
    return false
  }

  /// Whether the text begins with a digit or `-` and is plainly an expression: `7 * latent`, `-a`.
  private static func isArithmetic(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    let isDigit = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
    let second = text.utf8.dropFirst().first ?? 0x20
    let isSign = first == UInt8(ascii: "-") && second | 0x20 >= UInt8(ascii: "a")
    return (isDigit || isSign)
      && ["* ", "+ ", "/ ", "- "].contains { text.contains(" " + $0) }
      && text.unicodeScalars.allSatisfy { $0.isASCII }
  }

  /// Whether the text is a count and a word: `100 steps`.
  private static func isDuration(_ text: String) -> Bool {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, !words[0].isEmpty else { return false }
    return words[0].utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      && isName(words[1])
  }

  /// What YAML 1.1 or 1.2 reads as null, true or false, or merges by.
  private static let words: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "<<", "=", ".nan", ".inf",
  ]
}
