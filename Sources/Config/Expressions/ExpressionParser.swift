import Diagnostics

/// Reads an expression by recursive descent.
///
/// ```
/// comparison  sum [('<' | '<=' | '>' | '>=' | '==' | '!=') sum]
/// sum         product {('+' | '-') product}
/// product     unary {('*' | '/') unary}
/// unary       '-' unary | power
/// power       postfix ['**' unary]
/// postfix     atom {'.' (name | '${' name '}') | '[' subscript {',' subscript} ']'}
/// subscript   '...' | sum | [sum] ':' [sum]
/// atom        number | text | name ['(' arguments ')'] | '(' comparison ')' | '[' [comparison {',' comparison}] ']'
/// ```
struct ExpressionParser {
  /// The longest expression in UTF-8 bytes.
  static let mostBytes = 10_000
  /// The deepest nesting of brackets and signs.
  static let mostLevels = 64
  /// The most operators, members and calls.
  static let mostOperations = 400

  private let source: ExpressionText
  private let tokens: [ExpressionToken]
  private var position = 0
  private var level = 0
  private var operations = 0

  static func parse(_ source: ExpressionText) throws(Diagnostic) -> ExpressionTree {
    let whole = source.range(0, source.bytes.count)
    guard source.bytes.count <= mostBytes else {
      throw Diagnostic(
        "this expression is too long: more than \(mostBytes) bytes; name parts of it in 'values'",
        at: whole)
    }
    var parser = ExpressionParser(source: source, tokens: try ExpressionLexer.tokens(of: source))
    guard parser.current.kind != .end else {
      throw Diagnostic("an expression is missing here", at: whole)
    }
    let expression = try parser.comparison()
    guard parser.current.kind == .end else { throw parser.unexpectedAfterExpression() }
    return expression
  }

  private init(source: ExpressionText, tokens: [ExpressionToken]) {
    self.source = source
    self.tokens = tokens
  }

  private var current: ExpressionToken { tokens[position] }

  private func range(_ token: ExpressionToken) -> SourceRange? {
    source.range(token.start, token.end)
  }

  /// The place from the token at index `first` to the one before the current.
  private func range(from first: Int) -> SourceRange? {
    source.range(tokens[first].start, tokens[max(first, position - 1)].end)
  }

  private mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  private mutating func take(_ symbols: String...) -> String? {
    guard case .symbol(let symbol) = current.kind, symbols.contains(symbol) else { return nil }
    advance()
    return symbol
  }

  private mutating func countOperation(at token: ExpressionToken) throws(Diagnostic) {
    operations += 1
    guard operations <= Self.mostOperations else {
      throw Diagnostic(
        "this expression has more than \(Self.mostOperations) operations; name parts of it in 'values'",
        at: range(token))
    }
  }

  private mutating func nested(
    _ body: (inout ExpressionParser) throws(Diagnostic) -> ExpressionTree
  ) throws(Diagnostic) -> ExpressionTree {
    level += 1
    guard level <= Self.mostLevels else {
      throw Diagnostic(
        "this expression is nested too deeply: more than \(Self.mostLevels) levels",
        at: range(current))
    }
    let expression = try body(&self)
    level -= 1
    return expression
  }

  private mutating func comparison() throws(Diagnostic) -> ExpressionTree {
    let first = position
    let left = try sum()
    let place = current
    guard let symbol = take("<", "<=", ">", ">=", "==", "!="),
      let comparison = ExpressionTree.Operator(rawValue: symbol)
    else { return left }
    try countOperation(at: place)
    let right = try sum()
    if case .symbol(let further) = current.kind,
      ExpressionTree.Operator(rawValue: further)?.isComparison == true
    {
      throw Diagnostic(
        "comparisons do not chain; write (a < b) * (b < c) for both", at: range(current))
    }
    return ExpressionTree(.binary(comparison, left, right), range: range(from: first))
  }

  private mutating func sum() throws(Diagnostic) -> ExpressionTree {
    let first = position
    var left = try product()
    while true {
      let place = current
      guard let symbol = take("+", "-") else { return left }
      try countOperation(at: place)
      let right = try product()
      left = ExpressionTree(
        .binary(symbol == "+" ? .add : .subtract, left, right), range: range(from: first))
    }
  }

  private mutating func product() throws(Diagnostic) -> ExpressionTree {
    let first = position
    var left = try unary()
    while true {
      let place = current
      guard let symbol = take("*", "/") else { return left }
      try countOperation(at: place)
      let right = try unary()
      left = ExpressionTree(
        .binary(symbol == "*" ? .multiply : .divide, left, right), range: range(from: first))
    }
  }

  private mutating func unary() throws(Diagnostic) -> ExpressionTree {
    let first = position
    guard take("-") != nil else { return try power() }
    let operand = try nested { parser throws(Diagnostic) in try parser.unary() }
    return ExpressionTree(.negate(operand), range: range(from: first))
  }

  private mutating func power() throws(Diagnostic) -> ExpressionTree {
    let first = position
    let base = try postfix()
    guard take("**") != nil else { return base }
    let exponent = try nested { parser throws(Diagnostic) in try parser.unary() }
    return ExpressionTree(.binary(.power, base, exponent), range: range(from: first))
  }

  private mutating func postfix() throws(Diagnostic) -> ExpressionTree {
    let first = position
    var base = try atom()
    while true {
      let place = current
      if take(".") != nil {
        let member: String
        switch current.kind {
        case .name(let name): member = name
        case .param(let param): member = "${\(param)}"
        case .number, .text, .symbol, .end:
          throw Diagnostic("a name is missing after '.'", at: range(place))
        }
        switch base.kind {
        case .number, .text, .list:
          throw Diagnostic("only a name or a call has members", at: range(place))
        case .name, .member, .call, .negate, .binary, .slice: break
        }
        try countOperation(at: place)
        advance()
        base = ExpressionTree(.member(base, member), range: range(from: first))
      } else if take("[") != nil {
        try countOperation(at: place)
        base = ExpressionTree(.slice(base, try subscripts(after: place)), range: range(from: first))
      } else if place.is("(") {
        throw uncallable(base, at: range(place))
      } else {
        return base
      }
    }
  }

  /// What is called but has no name of its own: perhaps a function of a library, `torch.exp(x)`.
  private func uncallable(_ base: ExpressionTree, at place: SourceRange?) -> Diagnostic {
    let libraries = ["torch", "tf", "np", "numpy", "nn", "keras", "math", "K", "F", "jnp"]
    guard case .member(_, let name) = base.kind,
      let root = base.description.split(separator: ".").first, libraries.contains(String(root))
    else {
      let advice: String =
        switch base.kind {
        case .member(let value, "forward"), .member(let value, "call"),
          .member(let value, "__call__"), .member(let value, "predict"),
          .member(let value, "apply"):
          "; a network is called by its name: '\(value.description.excerpt)(…)'"
        case .member(let value, let name)
        where ["self", "networks", "models"].contains(value.description):
          "; a network is called by its name alone: '\(name.excerpt)(…)'"
        case .member(let value, let name):
          ForeignNames.method(
            name, of: value.description.excerpt,
            isAlone: position + 1 < tokens.count && tokens[position + 1].is(")"))
        // A loss of PyTorch is made first, and called then: 'MSELoss()(a, b)'.
        case .call(let function, let values, let keywords)
        where values.isEmpty && keywords.isEmpty:
          ForeignNames.hint(for: function, among: ForeignNames.calledWords)
            ?? "; what it takes stands in its only brackets: '\(function.excerpt)(…)'"
        default: ""
        }
      return Diagnostic(
        "only a function or network, by its name, can be called" + advice, at: place)
    }
    let hint =
      ForeignNames.hint(for: name, among: ForeignNames.calledWords)
      ?? (ForeignNames.methods.contains(name)
        ? nil : ForeignNames.hint(for: name, among: ForeignNames.words))
      ?? "; here it may be '\(name.excerpt)(…)'"
    return Diagnostic(
      "functions stand here by their names alone, and '\(base.description.excerpt)' has another before it"
        + hint, at: base.range)
  }

  private mutating func subscripts(
    after open: ExpressionToken
  ) throws(Diagnostic) -> [ExpressionTree.Subscript] {
    level += 1
    defer { level -= 1 }
    guard level <= Self.mostLevels else {
      throw Diagnostic(
        "this expression is nested too deeply: more than \(Self.mostLevels) levels",
        at: range(open))
    }
    var subscripts: [ExpressionTree.Subscript] = []
    var hasRest = false
    repeat {
      let place = current
      if take("...") != nil {
        guard !hasRest else { throw Diagnostic("'...' stands twice", at: range(place)) }
        hasRest = true
        subscripts.append(.rest)
      } else {
        subscripts.append(try oneSubscript())
      }
    } while take(",") != nil
    guard take("]") != nil else { throw unexpected(expected: "',' or ']'", open: open) }
    return subscripts
  }

  private mutating func oneSubscript() throws(Diagnostic) -> ExpressionTree.Subscript {
    let from = current.is(":") ? nil : try sum()
    guard take(":") != nil else {
      guard let from else { preconditionFailure("a subscript of nothing") }
      return .element(from)
    }
    return .range(from: from, to: current.is("]") || current.is(",") ? nil : try sum())
  }

  private mutating func atom() throws(Diagnostic) -> ExpressionTree {
    let first = position
    let token = current
    switch token.kind {
    case .number(let value):
      advance()
      return ExpressionTree(.number(value), range: range(token))
    case .text(let text):
      advance()
      return ExpressionTree(.text(text), range: range(token))
    case .name(let name):
      advance()
      guard current.is("(") else { return ExpressionTree(.name(name), range: range(token)) }
      try countOperation(at: token)
      return try nested { parser throws(Diagnostic) in try parser.call(name, first) }
    case .param(let name):
      throw Diagnostic(
        "in an expression a param is its bare name: '\(name)', not '${\(name)}'", at: range(token))
    case .symbol("("):
      advance()
      let inner = try nested { parser throws(Diagnostic) in try parser.comparison() }
      guard take(")") != nil else { throw unexpected(expected: "')'", open: token) }
      return ExpressionTree(inner.kind, range: range(from: first))
    case .symbol("["):
      advance()
      return try nested { parser throws(Diagnostic) in
        var items: [ExpressionTree] = []
        while !parser.current.is("]") {
          items.append(try parser.comparison())
          if parser.take(",") == nil { break }
        }
        guard parser.take("]") != nil else {
          throw parser.unexpected(expected: "',' or ']'", open: token)
        }
        return ExpressionTree(.list(items), range: parser.range(from: first))
      }
    case .symbol("+"):
      throw Diagnostic("a value may not begin with '+'", at: range(token))
    case .symbol(let symbol):
      throw Diagnostic("expected a value, found '\(symbol)'", at: range(token))
    case .end:
      throw Diagnostic("a value is missing at the end", at: endRange)
    }
  }

  private mutating func call(_ name: String, _ first: Int) throws(Diagnostic) -> ExpressionTree {
    let open = current
    advance()
    var arguments: [ExpressionTree] = []
    var keywords: [ExpressionTree.Keyword] = []
    while !current.is(")") {
      let token = current
      if case .name(let keyword) = token.kind, tokens[position + 1].is("=") {
        advance()
        advance()
        if keywords.contains(where: { $0.name == keyword }) {
          throw Diagnostic("the argument '\(keyword)' is given twice", at: range(token))
        }
        let value = try comparison()
        keywords.append(.init(name: keyword, range: range(token), value: value))
      } else {
        let argument = try comparison()
        guard keywords.isEmpty else {
          throw Diagnostic(
            "an argument without a name must stand before those with one", at: argument.range)
        }
        arguments.append(argument)
      }
      if take(",") == nil { break }
    }
    guard take(")") != nil else { throw unexpected(expected: "',' or ')'", open: open) }
    return ExpressionTree(.call(name, arguments, keywords), range: range(from: first))
  }

  /// The last character.
  private var endRange: SourceRange? {
    let end = tokens.dropLast().last?.end ?? 0
    return source.range(max(0, end - 1), end)
  }

  /// Something else than the bracket that closes `open`.
  private func unexpected(expected: String, open: ExpressionToken) -> Diagnostic {
    if current.kind == .end {
      return Diagnostic(
        "this '\(source.slice(open.start, open.end))' is not closed", at: range(open))
    }
    if current.is("=") || foreignWord != nil || isBehindNot { return unexpectedAfterExpression() }
    return Diagnostic(
      "expected \(expected), found '\(source.slice(current.start, current.end).excerpt)'",
      at: range(current))
  }

  /// What stands here in the place of a word of Python between values.
  private var foreignWord: String? {
    guard case .name(let word) = current.kind else { return nil }
    return ForeignOperators.words[word]
  }

  /// Whether a value stands here behind the word `not`, which is read as a name.
  private var isBehindNot: Bool { position > 0 && tokens[position - 1].kind == .name("not") }

  /// Whether a comma stands here between digits, as in `0,5`.
  private var isDecimalComma: Bool {
    let ends = [
      source.slice(current.start - 1, current.start), source.slice(current.end, current.end + 1),
    ]
    return ends.allSatisfy { Int($0) != nil }
  }

  private func unexpectedAfterExpression() -> Diagnostic {
    let token = isBehindNot ? tokens[position - 1] : current
    if let advice = isBehindNot ? ForeignOperators.words["not"] : foreignWord {
      let word = source.slice(token.start, token.end)
      return Diagnostic("an expression has no '\(word)'; \(advice)", at: range(token))
    }
    let found = source.slice(current.start, current.end)
    let place = range(current)
    switch found {
    case ")", "]": return Diagnostic("this '\(found)' closes nothing", at: place)
    case "=" where position == 1 && source.bytes.contains(UInt8(ascii: "\n")):
      return Diagnostic(
        "an expression gives no names; each value is an entry of its own in 'values'", at: place)
    case "=": return Diagnostic("a comparison is written '==', not '='", at: place)
    case "," where isDecimalComma:
      return Diagnostic(
        "one expression ends before this ','; the decimal sign is a point, as in 0.5", at: place)
    case ",":
      return Diagnostic("one expression ends before this ','; a list is written [a, b]", at: place)
    default:
      let isLambda = tokens[0].kind == .name("lambda")
      return Diagnostic(
        "expected an operator such as '+' before '\(found.excerpt)'"
          + (isLambda ? "; a function is defined by its name: 'functions: {f(x): …}'" : ""),
        at: place)
    }
  }
}
