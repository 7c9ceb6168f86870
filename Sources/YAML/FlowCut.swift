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

  /// The expression that a bracket behind a fragment cut, `f(g([7]))` of `f(g(`, up to where its brackets close; `nil` where no
  /// bracket is behind it, or the line ends before they do.
  static func atBracket(_ fragment: SourceRange) -> SourceRange? {
    let rest = fragment.file.text.utf8.dropFirst(fragment.end)
    guard let next = rest.first(where: { $0 != UInt8(ascii: " ") }),
      next == UInt8(ascii: "[") || next == UInt8(ascii: "{")
    else { return nil }
    var depth = opened(in: fragment.text) ?? 0
    for (index, byte) in rest.enumerated() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\n"): return nil
      default: break
      }
      if depth == 0 {
        return SourceRange(
          file: fragment.file, start: fragment.start, end: fragment.end + index + 1)
      }
    }
    return nil
  }

  /// - Parameters:
  ///   - whole: the expression, where all of it is known: it is shown in quotes.
  ///   - cutter: what cut it.
  static func diagnostic(
    _ range: SourceRange, whole: String? = nil, at cutter: String = "comma"
  ) -> Diagnostic {
    var notes: [Diagnostic.Note] = []
    if let whole {
      let quote = whole.contains("\"") ? "'" : "\""
      if !whole.contains(quote), !whole.contains("\\") {
        notes.append(Diagnostic.Note("write \(quote)\(whole)\(quote)"))
      }
    }
    return Diagnostic(
      "YAML cut this expression at the \(cutter); quote it or give it its own line", at: range,
      notes: notes)
  }
}
