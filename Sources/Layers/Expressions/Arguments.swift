import Config
import Diagnostics
import Graph
import Tensors

/// The arguments of one call, checked against the function's parameters.
///
/// Reading a parameter that the function does not have is a mistake of ours and traps.
public struct Arguments {
  struct Argument {
    let term: Term
    let expression: ExpressionTree
  }

  let function: Schema
  let expression: ExpressionTree
  let evaluation: ExpressionComposition
  var values: [String: Argument] = [:]

  init(function: Schema, expression: ExpressionTree, evaluation: ExpressionComposition) {
    self.function = function
    self.expression = expression
    self.evaluation = evaluation
  }

  public var context: BuildContext { evaluation.context }
  public var builder: GraphBuilder { evaluation.builder }
  public var range: SourceRange? { expression.range }

  public func has(_ name: String) -> Bool { values[name] != nil }

  private func argument(_ name: String) -> Argument {
    guard let argument = values[name] else {
      preconditionFailure("\(function.name) has no argument '\(name)'")
    }
    return argument
  }

  func term(_ name: String) -> Term { argument(name).term }

  func range(of name: String) -> SourceRange? { argument(name).expression.range }

  /// The value; a number becomes a scalar.
  func tensor(_ name: String) throws -> Tensor {
    let argument = argument(name)
    return try evaluation.tensor(argument.term, argument.expression)
  }

  /// The values of a list, or one value alone.
  func tensors(_ name: String) throws -> [Tensor] {
    let argument = argument(name)
    guard case .list(let terms) = argument.term else { return [try tensor(name)] }
    return try terms.map { try evaluation.tensor($0, argument.expression) }
  }

  func number(_ name: String) -> Double {
    guard case .number(let number) = argument(name).term else {
      preconditionFailure("'\(name)' of \(function.name) is no number")
    }
    return number
  }

  func integer(_ name: String) -> Int { Int(number(name)) }

  func boolean(_ name: String) -> Bool { number(name) != 0 }

  func word(_ name: String) -> String {
    guard case .text(let word) = argument(name).term else {
      preconditionFailure("'\(name)' of \(function.name) is no word")
    }
    return word
  }

  /// The words of a list, each with its place.
  ///
  /// - Throws: a list of nothing, or what is no list.
  func words(_ name: String) throws -> [(word: String, range: SourceRange?)] {
    let argument = argument(name)
    guard case .list(let terms) = argument.term, !terms.isEmpty else {
      throw Diagnostic(
        "'\(name)' of \(function.name) must be a list of at least one name",
        at: argument.expression.range)
    }
    let items = argument.expression.children
    return terms.enumerated().compactMap { index, term in
      guard case .text(let word) = term else { return nil }
      let isWritten = items.count == terms.count
      return (word, isWritten ? items[index].range : argument.expression.range)
    }
  }

  /// - Throws: where an item is no number.
  func numbers(_ name: String) throws -> [Double] {
    let argument = argument(name)
    guard case .list(let items) = argument.term else { return [number(name)] }
    return try items.map { item in
      guard case .number(let number) = item else {
        throw Diagnostic(
          "'\(name)' of \(function.name) must hold numbers, found \(argument.expression.text)",
          at: argument.expression.range)
      }
      return number
    }
  }

  /// - Throws: where an item is no extent.
  func extents(_ name: String) throws -> [Int] {
    try numbers(name).map { number in
      guard let extent = Int(exactly: number), (0...Shape.maximumCount).contains(extent) else {
        throw Diagnostic(
          "'\(name)' of \(function.name) must hold extents, found \(number)", at: range(of: name))
      }
      return extent
    }
  }
}

extension Arguments {
  /// A function of each number of `x`; a number that the host knows stays one.
  ///
  /// - Throws: where the number has no finite result.
  func elementwise(
    host: (Double) -> Double, graph: (Tensor) throws -> Tensor
  ) throws -> Term {
    if case .number(let number) = term("x") {
      let result = host(number)
      guard result.isFinite else {
        throw Diagnostic("\(expression.text) is no finite number", at: range)
      }
      return .number(result)
    }
    return .value(try graph(tensor("x")))
  }
}
