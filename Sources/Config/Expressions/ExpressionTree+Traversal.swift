extension ExpressionTree {
  /// The parts directly below, from left to right.
  public var children: [ExpressionTree] { kind.children }

  /// The same with each part directly below replaced.
  public func mapChildren<Failure: Error>(
    _ change: (ExpressionTree) throws(Failure) -> ExpressionTree
  ) throws(Failure) -> ExpressionTree {
    ExpressionTree(
      try kind.mapChildren(change), range: range, written: written, bodyRange: bodyRange,
      share: share)
  }

  /// The names that the expression reads, in order of appearance, repeated ones included.
  public var names: [String] {
    if case .name(let name) = kind { [name] } else { children.flatMap(\.names) }
  }

  /// The functions and networks that the expression calls, in order of appearance, repeated ones included.
  public var calledNames: [String] {
    let inner = children.flatMap(\.calledNames)
    return if case .call(let name, _, _) = kind { [name] + inner } else { inner }
  }

  /// A name with what is read of it, `fire5.squeeze`, or the same as a text; `nil` for anything else.
  public var path: String? {
    switch kind {
    case .name(let name), .text(let name): name
    case .member(let base, let member): base.path.map { "\($0).\(member)" }
    case .number, .call, .list, .negate, .binary, .slice: nil
    }
  }

  /// Whether the expression is made of numbers and operators alone.
  var isArithmetic: Bool {
    switch kind {
    case .number: true
    case .negate, .binary: children.allSatisfy(\.isArithmetic)
    case .text, .name, .member, .call, .list, .slice: false
    }
  }

  /// Whether a function or network is called, or a member or slice is taken.
  var hasCalls: Bool {
    switch kind {
    case .call, .member, .slice: true
    case .number, .text, .name, .list, .negate, .binary: children.contains(where: \.hasCalls)
    }
  }
}

extension ExpressionTree.Kind {
  var children: [ExpressionTree] {
    switch self {
    case .number, .text, .name: []
    case .member(let base, _): [base]
    case .call(_, let arguments, let keywords): arguments + keywords.map(\.value)
    case .list(let items): items
    case .negate(let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    case .slice(let base, let subscripts): [base] + subscripts.flatMap(\.bounds)
    }
  }

  func mapChildren<Failure: Error>(
    _ change: (ExpressionTree) throws(Failure) -> ExpressionTree
  ) throws(Failure) -> Self {
    func list(_ items: [ExpressionTree]) throws(Failure) -> [ExpressionTree] {
      var changed: [ExpressionTree] = []
      for item in items { changed.append(try change(item)) }
      return changed
    }
    func optional(_ item: ExpressionTree?) throws(Failure) -> ExpressionTree? {
      guard let item else { return nil }
      return try change(item)
    }
    switch self {
    case .number, .text, .name: return self
    case .member(let base, let name): return .member(try change(base), name)
    case .call(let name, let arguments, let keywords):
      let values = try list(arguments)
      var named: [ExpressionTree.Keyword] = []
      for keyword in keywords {
        named.append(
          .init(name: keyword.name, range: keyword.range, value: try change(keyword.value)))
      }
      return .call(name, values, named)
    case .list(let items): return .list(try list(items))
    case .negate(let operand): return .negate(try change(operand))
    case .binary(let operation, let left, let right):
      return .binary(operation, try change(left), try change(right))
    case .slice(let base, let subscripts):
      let changed = try change(base)
      var parts: [ExpressionTree.Subscript] = []
      for part in subscripts {
        switch part {
        case .element(let element): parts.append(.element(try change(element)))
        case .range(let from, let to):
          parts.append(.range(from: try optional(from), to: try optional(to)))
        case .rest: parts.append(.rest)
        }
      }
      return .slice(changed, parts)
    }
  }
}
