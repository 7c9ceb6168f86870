import Graph
import Tensors

/// Writes the arithmetic of one point in C: equal subexpressions once, as `const` locals in `lines`.
///
/// The surrounding template says what reads, loops and reduction results are called there; the same
/// emitter serves elementwise loops, reductions, and the prologues and epilogues of contractions. Numbers
/// are `float`; an integer that is only moved stays an integer.
struct ScalarEmitter {
  /// A C expression (a name or a literal) and its type.
  struct Expression: Hashable {
    var text: String
    var type: CType
    /// How many of the surrounding loops must be entered before it can be computed.
    var level: Int

    init(_ text: String, _ type: CType = .float, level: Int = 0) {
      self.text = text
      self.type = type
      self.level = level
    }

    /// As a `float`.
    var number: String { type == .float ? text : "(float)\(text)" }
  }

  enum CType: String {
    case float
    case int32 = "int32_t"
    case int64 = "int64_t"
  }

  /// How the surrounding template calls things.
  struct Names {
    /// The value of the k-th read. The condition, if any, is a C expression that must hold before memory is
    /// touched; where it does not hold any value will do.
    var read: (_ read: Int, _ condition: String?) -> Expression
    /// The index of a loop: a name or literal of type `int64_t`.
    var loop: (_ loop: Int) -> String
    /// A result of the reduction.
    var reduced: (_ result: Int) -> Expression
    /// The k-th read as `uint32_t`: a word of the step.
    var word: (_ read: Int) -> String
    /// A draw that is ready where the template has made it so.
    var drawn: (_ draw: FusedScalar) -> Expression?
    /// How many loops must be entered before a loop's index is known; 0 puts all lines in one place.
    var level: (_ loop: Int) -> Int

    init(
      read: @escaping (Int, String?) -> Expression, loop: @escaping (Int) -> String,
      reduced: @escaping (Int) -> Expression = { _ in
        preconditionFailure("no reduction result here")
      },
      word: @escaping (Int) -> String = { _ in preconditionFailure("no random numbers here") },
      drawn: @escaping (FusedScalar) -> Expression? = { _ in nil },
      level: @escaping (Int) -> Int = { _ in 0 }
    ) {
      self.read = read
      self.loop = loop
      self.reduced = reduced
      self.word = word
      self.drawn = drawn
      self.level = level
    }

    func level(of affine: Affine) -> Int {
      affine.coefficients.indices.filter { affine.coefficients[$0] != 0 }.map(level).max() ?? 0
    }
  }

  let names: Names
  /// What locals are called: `t0`, `t1`…
  let prefix: String
  /// The declarations that the expressions returned so far need, in order, each with the number of
  /// loops that must surround it.
  private(set) var placedLines: [(text: String, level: Int)] = []
  /// The same for a template that puts them all in one place.
  var lines: [String] { placedLines.map(\.text) }
  private var known: [Key: Expression] = [:]
  private var count = 0

  private struct Key: Hashable {
    let scalar: FusedScalar
    let condition: Condition?
  }

  /// What must hold before memory is touched.
  struct Condition: Hashable {
    let text: String
    let level: Int
  }

  init(names: Names, prefix: String = "t") {
    self.names = names
    self.prefix = prefix
  }

  /// The scalar as a `float`.
  mutating func number(_ scalar: FusedScalar) -> String { expression(scalar).number }

  /// The scalar as what is stored in a tensor of this element type.
  mutating func stored(_ scalar: FusedScalar, as element: ElementType) -> String {
    if element != .float32, element != .float64, case .constant(let number) = scalar,
      let whole = Int(exactly: number.rounded(.towardZero))
    {
      return "(\(element.cName))\(CText.integer(whole))"
    }
    let value = expression(scalar)
    switch element {
    case .float32: return value.number
    case .float64, .int32, .int64, .uint32, .uint8:
      return "(\(element.cName))\(value.text)"
    }
  }

  mutating func expression(_ scalar: FusedScalar, _ condition: Condition? = nil) -> Expression {
    switch scalar {
    case .constant(let value): return Expression(Self.literal(value))
    case .reduced(let result): return names.reduced(result)
    case .index(let affine) where affine.coefficients.allSatisfy({ $0 == 0 }):
      return Expression(Self.literal(Double(affine.offset)))
    default: break
    }
    let key = Key(scalar: scalar, condition: condition)
    if let known = known[key] { return known }
    let computed = compute(scalar, condition)
    let name = "\(prefix)\(count)"
    count += 1
    placedLines.append(
      ("const \(computed.type.rawValue) \(name) = \(computed.text);", computed.level))
    let result = Expression(name, computed.type, level: computed.level)
    known[key] = result
    return result
  }

  private mutating func compute(_ scalar: FusedScalar, _ condition: Condition?) -> Expression {
    switch scalar {
    case .constant, .reduced:
      return expression(scalar, condition)
    case .read(let read):
      var value = names.read(read, condition?.text)
      value.level = max(value.level, condition?.level ?? 0)
      return value
    case .index(let affine):
      return Expression(
        "(float)(\(CText.affine(affine, names.loop)))", level: names.level(of: affine))
    case .unary(let operation, let a):
      let value = expression(a, condition)
      return Expression(Self.unary(operation, value.number), level: value.level)
    case .binary(let operation, let a, let b):
      let left = expression(a, condition)
      if operation == .power, case .constant(let exponent) = b,
        let short = Self.power(left.number, exponent)
      {
        return Expression(short, level: left.level)
      }
      let right = expression(b, condition)
      let level = max(left.level, right.level)
      if let sign = Self.comparisons[operation] {
        return Expression("\(comparison(left, sign, right)) ? 1.0f : 0.0f", level: level)
      }
      return Expression(Self.binary(operation, left.number, right.number), level: level)
    case .select(let choice, let a, let b):
      let test = truth(choice, condition)
      let (yes, no) = unified(expression(a, condition), expression(b, condition))
      return Expression(
        "\(test.text) ? \(yes.text) : \(no.text)", yes.type,
        level: max(test.level, yes.level, no.level))
    case .random(let distribution, let key, let element, let low, let high):
      if let ready = names.drawn(scalar) { return ready }
      let level = names.level(of: element)
      let arguments =
        "0x\(String(key, radix: 16))ull, \(CText.affine(element, names.loop)), "
        + "\(names.word(low)), \(names.word(high))"
      switch distribution {
      case .uniform: return Expression("etch_uniform(\(arguments))", level: level)
      case .normal: return Expression("etch_normal(\(arguments))", level: level)
      case .integer(let from, let to):
        return Expression(
          "etch_integer(\(arguments), \(CText.integer(from)), \(to - from)u)", .int32,
          level: level)
      }
    case .guarded(let guards, let inner, let outside):
      guard let test = CText.condition(guards, names.loop) else {
        return expression(inner, condition)
      }
      let level = max(condition?.level ?? 0, guards.map { names.level(of: $0.index) }.max() ?? 0)
      let both = Condition(
        text: condition.map { "\($0.text) && \(test)" } ?? test, level: level)
      let value = expression(inner, both)
      let (yes, no) = unified(value, constant(outside, like: value.type))
      return Expression(
        "(\(test)) ? \(yes.text) : \(no.text)", yes.type, level: max(level, yes.level))
    }
  }

  /// A choice as a C condition. A comparison stands there itself: gcc 12 vectorises a load that is chosen
  /// by a number made from a comparison wrongly.
  private mutating func truth(_ choice: FusedScalar, _ condition: Condition?) -> Expression {
    if case .binary(let operation, let a, let b) = choice,
      let sign = Self.comparisons[operation]
    {
      let (left, right) = (expression(a, condition), expression(b, condition))
      return Expression(comparison(left, sign, right), level: max(left.level, right.level))
    }
    let test = expression(choice, condition)
    return Expression(
      "\(test.text) != \(test.type == .float ? "0.0f" : "0")", level: test.level)
  }

  private func comparison(_ left: Expression, _ sign: String, _ right: Expression) -> String {
    // Compilers warn where both sides are one name; it may yet be no number.
    if left == right { return "etch_same(\(left.number)) \(sign) \(left.number)" }
    if left.type != .float, right.type != .float { return "\(left.text) \(sign) \(right.text)" }
    return "\(left.number) \(sign) \(right.number)"
  }

  private func constant(_ value: Double, like type: CType) -> Expression {
    if type != .float, let whole = Int(exactly: value) {
      return Expression(CText.integer(whole), type)
    }
    return Expression(Self.literal(value))
  }

  /// Two expressions of one type: `float` unless both are integers.
  private func unified(_ a: Expression, _ b: Expression) -> (Expression, Expression) {
    if a.type == b.type { return (a, b) }
    if a.type != .float, b.type != .float {
      return (
        Expression("(int64_t)\(a.text)", .int64, level: a.level),
        Expression("(int64_t)\(b.text)", .int64, level: b.level)
      )
    }
    return (Expression(a.number, level: a.level), Expression(b.number, level: b.level))
  }
}
