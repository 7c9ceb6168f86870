import Diagnostics
import Foundation

extension ExpressionTree {
  /// The expression with what its calls mean put in: a word that the callee's schema expects is that word, whatever
  /// else is called so; a function of the file becomes its body.
  ///
  /// - Throws: a call of a function of the file that does not fit its parameters, or leads to itself.
  public func bound(in scope: Scope) throws(Diagnostic) -> ExpressionTree {
    var binding = ExpressionBinding(scope: scope)
    return try binding.bind(self, [:])
  }
}

private struct ExpressionBinding {
  let scope: Scope
  /// The functions whose bodies are being put in.
  private var open: [String] = []

  /// Functions of functions grow fast: a mistake in a file, not a loss, has more parts.
  private static let mostParts = 20_000

  init(scope: Scope) { self.scope = scope }

  /// - Parameter arguments: what the parameters of the function stand for.
  mutating func bind(
    _ tree: ExpressionTree, _ arguments: [String: ExpressionTree]
  ) throws(Diagnostic) -> ExpressionTree {
    switch tree.kind {
    case .name(let name): return arguments[name] ?? tree
    case .call(let callee, let positional, let keywords):
      let name = try self.callee(callee, arguments)
      var values: [ExpressionTree] = []
      for (index, value) in positional.enumerated() {
        values.append(try bind(value, arguments, words: scope.words(name, .position(index))))
      }
      var named: [ExpressionTree.Keyword] = []
      for keyword in keywords {
        named.append(
          .init(
            name: keyword.name, range: keyword.range,
            value: try bind(
              keyword.value, arguments, words: scope.words(name, .keyword(keyword.name)))))
      }
      let call = ExpressionTree(.call(name, values, named), range: tree.range)
      guard let function = scope.functions.all[name] else { return call }
      return try body(of: function, name, call, values, named)
    case .member(let base, let member) where member.hasPrefix("${"):
      let inner = try bind(base, arguments)
      return try tapped(inner, String(member.dropFirst(2).dropLast()), tree)
    case .number, .text, .member, .list, .negate, .binary, .slice:
      var changed: [ExpressionTree] = []
      for part in tree.children { changed.append(try bind(part, arguments)) }
      var rest = changed[...]
      return tree.mapChildren { _ in rest.removeFirst() }
    }
  }

  /// The layer that a param names, `fire5.expand3x3` within a block.
  private func tapped(
    _ base: ExpressionTree, _ param: String, _ tree: ExpressionTree
  ) throws(Diagnostic) -> ExpressionTree {
    guard let written = scope.params[param] else { throw scope.unknown(param, at: tree.range) }
    scope.usage?.record(param)
    // A path of names, which is no expression here.
    let value = try written.substituted(in: scope)
    let names = value.text?.components(separatedBy: ".") ?? [""]
    guard names.allSatisfy({ isName($0) }) else {
      throw Diagnostic(
        "after '.' stands a layer's name, and the param '\(param)' is \(value.summary)",
        at: tree.range)
    }
    return names.reduce(base) { ExpressionTree(.member($0, $1), range: tree.range) }
  }

  /// A word where one is expected, otherwise an expression.
  private mutating func bind(
    _ tree: ExpressionTree, _ arguments: [String: ExpressionTree], words: Scope.Words
  ) throws(Diagnostic) -> ExpressionTree {
    func word(_ tree: ExpressionTree) -> ExpressionTree? {
      switch (tree.kind, words) {
      case (.name(let name), .these(let words)) where words.contains(name):
        ExpressionTree(.text(name), range: tree.range, written: tree.kind)
      case (.list, .names):
        tree.mapChildren { item in
          item.path.map { ExpressionTree(.text($0), range: item.range, written: item.kind) } ?? item
        }
      default: nil
      }
    }
    if let word = word(tree) { return word }
    let value = try bind(tree, arguments)
    return word(value) ?? value
  }

  /// The function or network that is called: a parameter stands for one.
  private func callee(
    _ name: String, _ arguments: [String: ExpressionTree]
  ) throws(Diagnostic) -> String {
    guard let argument = arguments[name] else { return name }
    guard case .name(let target) = argument.kind else {
      throw Diagnostic(
        "'\(name)' is called by the function, so this must be the name of a network or function; found "
          + argument.description.excerpt, at: argument.range)
    }
    return target
  }

  /// The body with the arguments of a call in the place of the parameters.
  private mutating func body(
    of function: FunctionDefinitions.Definition, _ name: String, _ call: ExpressionTree,
    _ positional: [ExpressionTree], _ keywords: [ExpressionTree.Keyword]
  ) throws(Diagnostic) -> ExpressionTree {
    scope.usage?.record(function: name)
    let definition = Diagnostic.Note("it is defined here", at: function.range)
    func mistake(_ message: String, at range: SourceRange?) -> Diagnostic {
      Diagnostic(message, at: range, notes: [definition])
    }
    guard !open.contains(name) else {
      let chain = (open.drop { $0 != name } + [name]).joined(separator: " -> ")
      throw mistake("the function '\(name)' calls itself: \(chain)", at: call.range)
    }
    let parameters = function.parameters
    guard positional.count <= parameters.count else {
      let count = parameters.count.counted("argument")
      throw mistake(
        "\(name)(\(parameters.joined(separator: ", "))) takes \(count), found \(positional.count)",
        at: call.range)
    }
    var given: [String: ExpressionTree] = [:]
    for (parameter, value) in zip(parameters, positional) { given[parameter] = value }
    for keyword in keywords {
      guard parameters.contains(keyword.name) else {
        throw mistake(
          "\(name) has no argument '\(keyword.name)'"
            + Suggestion.phrase(for: keyword.name, among: parameters), at: keyword.range)
      }
      guard given[keyword.name] == nil else {
        throw mistake("'\(keyword.name)' is given twice", at: keyword.range)
      }
      given[keyword.name] = keyword.value
    }
    if let missing = parameters.first(where: { given[$0] == nil }) {
      throw mistake("\(name) needs '\(missing)'", at: call.range)
    }
    open.append(name)
    defer { open.removeLast() }
    let body = try bind(function.body, given.mapValues(\.shared))
    guard body.size <= Self.mostParts else {
      throw mistake(
        "with its functions put in, this has more than \(Self.mostParts) parts", at: call.range)
    }
    return ExpressionTree(
      body.kind, range: call.range, written: call.kind, bodyRange: body.range, share: body.share)
  }
}

extension ExpressionTree {
  /// An argument of a function: one value, however often the body names it. A name or number is that anyway.
  fileprivate var shared: ExpressionTree {
    switch kind {
    case .number, .text, .name: self
    case .member, .call, .list, .negate, .binary, .slice:
      ExpressionTree(
        kind, range: range, written: written, bodyRange: bodyRange, share: share ?? Share())
    }
  }
}
