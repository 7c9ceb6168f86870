import Config
import Diagnostics
import Graph

extension ExpressionComposition {
  func binary(
    _ operation: ExpressionTree.Operator, _ left: ExpressionTree, _ right: ExpressionTree,
    _ expression: ExpressionTree
  ) throws -> Term {
    let (leftTerm, rightTerm) = (try term(left), try term(right))
    if case .number(let a) = leftTerm, case .number(let b) = rightTerm {
      let result = operation(a, b)
      guard result.isFinite else {
        throw Diagnostic("\(expression.text) is no finite number", at: expression.range)
      }
      return .number(result)
    }
    let (a, b) = (try tensor(leftTerm, left), try tensor(rightTerm, right))
    return try fitting(expression) {
      let result =
        switch operation {
        case .add: try a + b
        case .subtract: try a - b
        case .multiply: try a * b
        case .divide: try a / b
        case .power:
          if case .number(let exponent) = rightTerm {
            try a.power(exponent)
          } else {
            try a.power(b)
          }
        case .less: try a.compared(.less, b)
        case .lessOrEqual: try a.compared(.lessOrEqual, b)
        case .greater: try a.compared(.greater, b)
        case .greaterOrEqual: try a.compared(.greaterOrEqual, b)
        case .equal: try a.compared(.equal, b)
        case .notEqual: try a.compared(.notEqual, b)
        }
      return .value(result)
    }
  }

  /// `base[a:b]` along the first axis of each example, `base.batch[a:b]` along the batch; negative bounds
  /// count from the end.
  func slice(
    _ base: ExpressionTree, _ from: ExpressionTree?, _ to: ExpressionTree?,
    _ expression: ExpressionTree
  ) throws -> Term {
    var (sliced, isOfBatch) = (base, false)
    if case .member(let inner, "batch") = base.kind { (sliced, isOfBatch) = (inner, true) }
    let tensor = try tensor(term(sliced), sliced)
    let axis = tensor.batch == .none || isOfBatch ? 0 : 1
    guard axis < tensor.shape.rank, !isOfBatch || tensor.batch != .none else {
      throw Diagnostic(
        "\(sliced.text) of shape \(tensor.exampleShape) has no \(isOfBatch ? "batch" : "axis") to slice",
        at: expression.range)
    }
    let extent = tensor.shape[axis]
    let start = try bound(from, extent: extent, standard: 0)
    let end = try bound(to, extent: extent, standard: extent)
    guard start < end else {
      throw Diagnostic(
        "\(expression.text) holds nothing: from \(start) to \(end) of \(extent)",
        at: expression.range)
    }
    return try fitting(expression) { .value(try tensor.sliced(axis: axis, start..<end)) }
  }

  /// As in Python: negative bounds count from the end, bounds beyond are cut off.
  private func bound(_ expression: ExpressionTree?, extent: Int, standard: Int) throws -> Int {
    guard let expression else { return standard }
    guard case .number(let number) = try term(expression), number == number.rounded(),
      abs(number) <= 1e15
    else {
      throw Diagnostic("a bound must be a whole number", at: expression.range)
    }
    let bound = Int(number)
    return min(max(bound < 0 ? extent + bound : bound, 0), extent)
  }
}
