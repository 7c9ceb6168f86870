extension ExpressionTree: CustomStringConvertible {
  /// The expression in its canonical spelling: one space around operators, no parentheses but those needed.
  public var description: String { text(within: 0) }

  /// What is printed.
  private var shown: Kind { written ?? kind }

  /// How tightly the outermost operator binds.
  private var precedence: Int {
    switch shown {
    case .binary(let operation, _, _): operation.precedence
    case .negate: Operator.unary
    case .number(let value): value.sign == .minus ? Operator.unary : Operator.atom
    case .text, .name, .member, .call, .list, .slice: Operator.atom
    }
  }

  /// The text, in parentheses where its operator binds less than `precedence`.
  private func text(within precedence: Int) -> String {
    self.precedence < precedence ? "(\(bare))" : bare
  }

  private var bare: String {
    switch shown {
    case .number(let value): CanonicalNumber.text(value)
    case .text(let text): text.contains("\"") ? "'\(text)'" : "\"\(text)\""
    case .name(let name): name
    case .member(let base, let name): "\(base.text(within: Operator.atom)).\(name)"
    case .call(let name, let arguments, let keywords):
      "\(name)("
        + (arguments.map(\.description) + keywords.map { "\($0.name)=\($0.value)" })
        .joined(separator: ", ") + ")"
    case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
    case .negate(let operand): "-" + operand.text(within: Operator.unary)
    case .slice(let base, let subscripts):
      base.text(within: Operator.atom) + "["
        + subscripts.map(\.description).joined(separator: ", ") + "]"
    case .binary(let operation, let left, let right):
      operation == .power
        ? "\(left.text(within: Operator.atom)) ** \(right.text(within: Operator.unary))"
        : operation.isComparison
          ? "\(left.text(within: operation.precedence + 1)) \(operation.rawValue) \(right.text(within: operation.precedence + 1))"
          : "\(left.text(within: operation.precedence)) \(operation.rawValue) \(right.text(within: operation.precedence + 1))"
    }
  }
}

extension ExpressionTree.Subscript: CustomStringConvertible {
  public var description: String {
    switch self {
    case .element(let element): element.description
    case .range(let from, let to): "\(from?.description ?? ""):\(to?.description ?? "")"
    case .rest: "..."
    }
  }
}

extension ExpressionTree.Operator {
  static let unary = 4
  static let atom = 6

  var precedence: Int {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: 1
    case .add, .subtract: 2
    case .multiply, .divide: 3
    case .power: 5
    }
  }
}
