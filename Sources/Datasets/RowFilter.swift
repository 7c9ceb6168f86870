import Config
import Diagnostics
import Foundation
import Tensors

/// `train_where`, evaluated for one row at a time over the fields that are one number, in single precision as a program would.
struct RowFilter: Sendable {
  private let value: @Sendable (Int) -> Float

  /// With `arrays` the filter can be asked; without them the expression is only checked.
  ///
  /// - Throws: a name that is no scalar field, or a form that has no value for one row.
  init(
    _ expression: ExpressionTree, name: String, fields: [SourceField], arrays: [HostArray]?
  ) throws {
    let columns = zip(fields, arrays.map { $0.map { Optional($0) } } ?? fields.map { _ in nil })
      .filter { $0.0.shapes[0].rank == 0 }
    let compiler = Compiler(
      dataName: name,
      columns: Dictionary(
        columns.map { ($0.0.name, $0.1?.floats ?? []) }, uniquingKeysWith: { first, _ in first }))
    value = try compiler.compile(expression)
  }

  /// Whether the row is trained on.
  func accepts(_ row: Int) -> Bool {
    let result = value(row)
    return result != 0 && !result.isNaN
  }

  private struct Compiler {
    let dataName: String
    let columns: [String: [Float]]

    func compile(_ expression: ExpressionTree) throws -> @Sendable (Int) -> Float {
      switch expression.kind {
      case .number(let number):
        let constant = Float(number)
        return { _ in constant }
      case .name(let name):
        return try column(name, at: expression.range)
      case .member(let base, let name):
        guard case .name(dataName) = base.kind else { break }
        return try column(name, at: expression.range)
      case .negate(let operand):
        let operand = try compile(operand)
        return { -operand($0) }
      case .call("abs", let arguments, let keywords) where arguments.count == 1 && keywords.isEmpty:
        let argument = try compile(arguments[0])
        return { abs(argument($0)) }
      case .binary(let symbol, let left, let right):
        let (left, right) = (try compile(left), try compile(right))
        return { symbol(left($0), right($0)) }
      default: break
      }
      throw Diagnostic(
        "'train_where' is made of scalar fields, numbers, arithmetic, comparisons and abs",
        at: expression.range, notes: [known])
    }

    private func column(_ name: String, at range: SourceRange?) throws -> @Sendable (Int) -> Float {
      guard let values = columns[name] else {
        throw Diagnostic("'\(name)' is no scalar field of '\(dataName)'", at: range, notes: [known])
      }
      return { values[$0] }
    }

    private var known: Diagnostic.Note {
      .init(
        columns.isEmpty
          ? "'\(dataName)' has no scalar fields; a csv file gets one with 'label:'"
          : "its scalar fields are "
            + columns.keys.sorted().map { "'\($0)'" }.joined(separator: ", "))
    }
  }
}
