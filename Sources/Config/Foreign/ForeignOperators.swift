/// Operators of Python and other languages, and what is written here in their place.
enum ForeignOperators {
  private static let choice = "a comparison is 1 or 0: 'c * a + (1 - c) * b'"
  private static let both =
    "comparisons are 1 or 0: 'a * b' is and, 'maximum(a, b)' or"
  private static let opposite = "a comparison is 1 or 0: '1 - a' is not"
  private static let assignment =
    "nothing is changed: what is computed has a name of its own in 'values'"
  private static let function = "a function is defined by its name: 'functions: {f(x): …}'"
  private static let quote = "names stand without quotes, and a text in straight ones, \" or '"
  private static let moment =
    "a moment is a number there: 'minimum(1, step / 500)' grows for 500 steps, with 'epoch' for epochs"

  /// Of several characters, of which the first may be an operator here; of those that begin alike the longest first.
  private static let symbols: [(symbol: String, advice: String)] = [
    ("**=", assignment), ("//=", assignment), ("+=", assignment), ("-=", assignment),
    ("*=", assignment), ("/=", assignment), ("%=", assignment), (":=", assignment),
    ("++", "nothing is changed: 'a + 1' is one more"),
    ("//", "where a whole number is wanted write it; in values 'floor(a / b)' rounds down"),
    ("===", "a comparison is written '=='"), ("!==", "a comparison is written '!='"),
    ("<>", "a comparison is written '!='"), ("=<", "a comparison is written '<='"),
    ("=>", function), ("->", function), ("&&", both), ("||", both),
    ("<<", "a shift is a product: 'a * 2 ** b'"),
    (">>", "a shift is a quotient: 'floor(a / 2 ** b)' in values"),
    (".*", "each number is computed by itself: write '*'"),
    ("./", "each number is computed by itself: write '/'"),
    (".^", "each number is computed by itself: write '**'"),
  ]

  private static let single = [
    "&": both, "|": both, "!": opposite, "~": opposite, "?": choice,
    "%": "in values 'a - b * floor(a / b)' is the rest of a division",
    "×": "a product is written '*'", "·": "a product is written '*'",
    "÷": "a quotient is written '/'", "−": "a minus is written '-'",
    "“": quote, "”": quote, "„": quote, "‘": quote, "’": quote,
    "≤": "a comparison is written '<='", "≥": "a comparison is written '>='",
    "≠": "a comparison is written '!='", "√": "a root is written 'sqrt(a)'",
    "²": "a square is written 'a ** 2'", "³": "a power is written 'a ** 3'",
  ]

  /// Words that stand between values elsewhere, or before them.
  static let words = [
    "if": choice, "else": choice, "and": "comparisons are 1 or 0: 'a * b' is both",
    "or": "comparisons are 1 or 0: 'maximum(a, b)' is one or both", "not": opposite,
    "is": "a comparison is written '=='",
    "in": "each is compared by itself: '(a == 1) + (a == 2)'",
    "for": "functions take whole tensors, and nothing is repeated",
    "epochs": moment, "steps": moment,
  ]

  /// The operator of several characters that a text begins with, and what is said of it.
  static func several(beginning text: String) -> (symbol: String, message: String)? {
    symbols.first { text.hasPrefix($0.symbol) }.map { ($0.symbol, message($0.symbol, $0.advice)) }
  }

  /// What is said of `7 // 2`: the number that it is.
  ///
  /// - Parameters:
  ///   - before: what stands before the operator.
  ///   - after: what stands behind it.
  /// - Returns: `nil` where these are not two whole numbers and nothing else.
  static func quotient(_ before: String, _ after: String) -> String? {
    func whole(_ text: String) -> Int? {
      let words = text.split(whereSeparator: \.isWhitespace)
      return words.count == 1 ? Int(words[0]) : nil
    }
    guard let a = whole(before), let b = whole(after), a >= 0, b > 0 else { return nil }
    return message("//", "write the whole number, \(a / b)")
  }

  /// What is said of a character; `nil` where it is no operator elsewhere either.
  static func message(of character: String) -> String? {
    single[character].map { message(character, $0) }
  }

  private static func message(_ symbol: String, _ advice: String) -> String {
    "an expression has no '\(symbol)'; \(advice)"
  }
}
