import Diagnostics

/// A word of an expression.
struct ExpressionToken {
  enum Kind: Equatable {
    case number(Double)
    case text(String)
    case name(String)
    /// `${layer}`, which only names a member.
    case param(String)
    /// An operator, bracket, comma, colon, point or equals sign.
    case symbol(String)
    case end
  }

  let kind: Kind
  let start: Int
  let end: Int

  func `is`(_ symbol: String) -> Bool { kind == .symbol(symbol) }
}

/// Cuts an expression into words.
struct ExpressionLexer {
  private let source: ExpressionText
  private var position = 0

  /// The words of `source`, the last of kind `end`.
  ///
  /// - Throws: a character that no expression has, a malformed number, an open quote.
  static func tokens(of source: ExpressionText) throws(Diagnostic) -> [ExpressionToken] {
    var lexer = ExpressionLexer(source: source)
    var tokens: [ExpressionToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private init(source: ExpressionText) { self.source = source }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < source.bytes.count ? source.bytes[position + offset] : nil
  }

  private mutating func next() throws(Diagnostic) -> ExpressionToken {
    while let byte = byte(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    let start = position
    guard let first = byte() else { return ExpressionToken(kind: .end, start: start, end: start) }
    let kind: ExpressionToken.Kind
    if first.isDigit || (first == UInt8(ascii: ".") && byte(1)?.isDigit == true) {
      kind = .number(try number())
    } else if first.isLetter {
      kind = .name(word())
    } else if first == UInt8(ascii: "$"), let name = param() {
      kind = .param(name)
    } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      kind = .text(try quoted(first))
    } else {
      kind = .symbol(try symbol())
    }
    return ExpressionToken(kind: kind, start: start, end: position)
  }

  private mutating func word() -> String {
    let start = position
    while let byte = byte(), byte.isLetter || byte.isDigit { position += 1 }
    return source.slice(start, position)
  }

  /// `${name}` from here, which is then passed.
  private mutating func param() -> String? {
    guard byte(1) == UInt8(ascii: "{"),
      let end = source.bytes[position...].firstIndex(of: UInt8(ascii: "}"))
    else { return nil }
    let name = source.slice(position + 2, end)
    guard isName(name) else { return nil }
    position = end + 1
    return name
  }

  private mutating func number() throws(Diagnostic) -> Double {
    let start = position
    func digits(_ position: inout Int) {
      while position < source.bytes.count, source.bytes[position].isDigit { position += 1 }
    }
    digits(&position)
    if byte() == UInt8(ascii: "."), byte(1)?.isLetter != true || byte(1)?.isExponent == true {
      position += 1
      digits(&position)
    }
    if let mark = byte(), mark.isExponent {
      let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
      if byte(1 + sign)?.isDigit == true {
        position += 1 + sign
        digits(&position)
      }
    }
    while let byte = byte(), byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".") {
      position += 1
    }
    let text = source.slice(start, position)
    let range = source.range(start, position)
    let padded = (text.hasPrefix(".") ? "0" : "") + text
    guard
      let value = Double(padded) ?? (padded.hasSuffix(".") ? Double(padded + "0") : nil)
        ?? Double(padded.replacing(".e", with: ".0e")),
      text.utf8.allSatisfy(\.isDecimal)
    else {
      throw Diagnostic("'\(text.excerpt)' is not a number", at: range)
    }
    guard value.isFinite else {
      throw Diagnostic("the number \(text.excerpt) is too large", at: range)
    }
    guard value != 0 || text.isSpelledZero else {
      throw Diagnostic("the number \(text.excerpt) is too small", at: range)
    }
    return value
  }

  private mutating func quoted(_ quote: UInt8) throws(Diagnostic) -> String {
    let start = position
    position += 1
    while let byte = byte(), byte != quote { position += 1 }
    guard byte() != nil else {
      throw Diagnostic("this quote is not closed", at: source.range(start, start + 1))
    }
    position += 1
    return source.slice(start + 1, position - 1)
  }

  private static let symbols = [
    "...", "**", "<=", ">=", "==", "!=", "+", "-", "*", "/", "<", ">", "(", ")", "[", "]", ",", ":",
    ".",
    "=",
  ]

  private mutating func symbol() throws(Diagnostic) -> String {
    let three = source.slice(position, position + 3)
    if let (symbol, message) = ForeignOperators.several(beginning: three) {
      let end = position + symbol.utf8.count
      let quotient =
        symbol == "//"
        ? ForeignOperators.quotient(
          source.slice(0, position), source.slice(end, source.bytes.count)) : nil
      throw Diagnostic(quotient ?? message, at: source.range(position, end))
    }
    if let symbol = Self.symbols.first(where: { three.hasPrefix($0) }) {
      position += symbol.utf8.count
      return symbol
    }
    throw unknown()
  }

  private func unknown() -> Diagnostic {
    let rest = source.slice(position, source.bytes.count)
    let character = rest.first.map(String.init) ?? ""
    let range = source.range(position, position + character.utf8.count)
    switch character {
    case "^":
      return Diagnostic("a power is written '**', not '^'", at: range)
    case "$" where rest.hasPrefix("${"):
      return Diagnostic("expected a param's name between '${' and '}'", at: range)
    case "$" where byte(1)?.isLetter == true:
      let name = String(
        rest.dropFirst().prefix { $0.utf8.allSatisfy { $0.isLetter || $0.isDigit } })
      return Diagnostic(
        "in an expression a param is its bare name: '\(name.excerpt)', not '$\(name.excerpt)'",
        at: source.range(position, position + 1 + name.utf8.count))
    case "{", "}":
      return Diagnostic("an expression has no '\(character)'; a list is written [a, b]", at: range)
    case "@":
      return Diagnostic("a product of matrices is written 'matmul(a, b)', not '@'", at: range)
    default:
      return Diagnostic(
        ForeignOperators.message(of: character)
          ?? "the character '\(character.excerpt)' may not stand in an expression", at: range)
    }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  fileprivate var isLetter: Bool {
    (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z"))
      || self == UInt8(ascii: "_")
  }
  fileprivate var isExponent: Bool { self | 0x20 == UInt8(ascii: "e") }
  fileprivate var isDecimal: Bool {
    isDigit || isExponent
      || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(self)
  }
}

extension String {
  /// Whether a number is written as zero: one that is nearer to zero than any other is not.
  var isSpelledZero: Bool {
    !prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) }
  }
}
