import Diagnostics

/// Finds an expression that YAML cut at its commas inside `{ }` or `[ ]`: `{a: kl(x, y)}` is the pair `a: kl(x`
/// and a key `y)`.
struct FlowCut {
  /// How many parentheses a fragment opens beyond those it closes; `nil` where it closes one that it did not
  /// open, so that it cannot be a beginning.
  static func opened(in text: String) -> Int? {
    var depth = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if depth < 0 { return nil }
    }
    return depth
  }

  /// What a fragment adds to the parentheses left open.
  static func balance(of text: String) -> Int {
    text.utf8.reduce(0) {
      $0 + ($1 == UInt8(ascii: "(") ? 1 : $1 == UInt8(ascii: ")") ? -1 : 0)
    }
  }

  /// The most pieces that a cut expression is put together from.
  static let mostFragments = 64

  /// How many of the following fragments, first to last, close what the first left open; `nil` where they do not,
  /// or it leaves nothing open.
  ///
  /// - Parameter following: what each adds to the open parentheses; `nil` where it cannot be part of an expression.
  static func length(first: Int, following: ArraySlice<Int?>) -> Int? {
    guard first > 0 else { return nil }
    var depth = first
    var count = 0
    for balance in following.prefix(mostFragments) {
      guard let balance else { return nil }
      count += 1
      depth += balance
      if depth == 0 { return count }
      if depth < 0 { return nil }
    }
    return nil
  }

  /// Whether it is numbers as Python writes them, `(3, 3)`, and no expression: what takes a list says how that is written.
  static func isTuple(_ text: String) -> Bool {
    text.hasPrefix("(") && text.hasSuffix(")")
      && text.dropFirst().dropLast().split(separator: ",").allSatisfy {
        Double($0.drop { $0 == " " }) != nil
      }
  }

  /// A text with points for its decimal commas: those outside of parentheses between digits, `rec + 0,5 * div`, where neither
  /// number goes on as a list, `1,2,3`, or is the end of a name.
  static func pointed(_ text: String) -> String {
    var bytes = Array(text.utf8)
    func isDigit(_ index: Int) -> Bool {
      bytes.indices.contains(index) && bytes[index] >= UInt8(ascii: "0")
        && bytes[index] <= UInt8(ascii: "9")
    }
    var depth = 0
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "(") { depth += 1 }
      if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
      guard depth == 0, bytes[index] == UInt8(ascii: ","), isDigit(index - 1), isDigit(index + 1)
      else { continue }
      var (first, last) = (index - 1, index + 1)
      while isDigit(first - 1) { first -= 1 }
      while isDigit(last + 1) { last += 1 }
      let before = first > 0 ? bytes[first - 1] : UInt8(ascii: " ")
      let after = last + 1 < bytes.count ? bytes[last + 1] : UInt8(ascii: " ")
      guard " +-*/(=<>".utf8.contains(before),
        ![UInt8(ascii: ","), UInt8(ascii: ".")].contains(after)
      else { continue }
      bytes[index] = UInt8(ascii: ".")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether two fragments beside one another are an expression that was cut at a decimal comma: `rec + 0` and `5 * div`. Two
  /// numbers and no more may be a list.
  static func isDecimal(_ first: SourceRange, _ second: SourceRange) -> Bool {
    let texts = (first.text, second.text)
    guard second.start == first.end + 1, first.file.slice(from: first.end, to: second.start) == ",",
      Int(texts.0) == nil || Int(texts.1) == nil
    else { return false }
    let pointed = Self.pointed("\(texts.0),\(texts.1)")
    return pointed.utf8.dropFirst(texts.0.utf8.count).first == UInt8(ascii: ".")
  }

  /// The expression that a bracket behind a fragment cut, `f(g([7])) + x[0]` of `f(g(`: up to what ends it behind its last
  /// bracket, a comma, the outer bracket or the line; `nil` where no bracket is behind it, or the line ends before they close.
  static func atBracket(_ fragment: SourceRange) -> SourceRange? {
    let rest = fragment.file.text.utf8.dropFirst(fragment.end)
    guard let next = rest.first(where: { $0 != UInt8(ascii: " ") }),
      next == UInt8(ascii: "[") || next == UInt8(ascii: "{")
    else { return nil }
    var depth = opened(in: fragment.text) ?? 0
    var length: Int?
    for (index, byte) in rest.enumerated() {
      if byte == UInt8(ascii: "\n") || depth == 0 && ",]})#:".utf8.contains(byte) { break }
      if "([{".utf8.contains(byte) { depth += 1 }
      if ")]}".utf8.contains(byte) { depth -= 1 }
      if depth == 0, byte != UInt8(ascii: " ") { length = index + 1 }
    }
    return length.map {
      SourceRange(file: fragment.file, start: fragment.start, end: fragment.end + $0)
    }
  }

  /// - Parameters:
  ///   - whole: the expression, where all of it is known: it is shown in quotes.
  ///   - cutter: what cut it.
  ///   - isDecimal: whether a decimal comma did, for which there is a point in the whole expression.
  static func diagnostic(
    _ range: SourceRange, whole: String? = nil, at cutter: String = "comma", isDecimal: Bool = false
  ) -> Diagnostic {
    var notes: [Diagnostic.Note] = []
    if let whole, isDecimal, !whole.contains(",") {
      notes.append(Diagnostic.Note("write \(whole)"))
    } else if let whole {
      let quote = whole.contains("\"") ? "'" : "\""
      if !whole.contains(quote), !whole.contains("\\") {
        notes.append(Diagnostic.Note("write \(quote)\(whole)\(quote)"))
      }
    }
    let advice =
      isDecimal ? "the decimal sign is a point, as in 0.5" : "quote it or give it its own line"
    return Diagnostic(
      "YAML cut this expression at the \(cutter); \(advice)", at: range, notes: notes)
  }
}
