import Config
import Diagnostics

/// A function or loss of the expression language. Its schema's fields are its parameters, in order.
///
/// A parameter is an expression (a value or number), a number, a whole number, a boolean, a choice of
/// words, a list of whole numbers (`shape`), or a list of numbers.
public protocol Function: Sendable {
  static var schema: Schema { get }

  /// - Throws: `ShapeMismatch` or a diagnostic, where the arguments do not fit.
  static func call(_ arguments: Arguments) throws -> Term
}

extension ExpressionTree {
  /// The expression as a message shows it.
  var text: String { description.excerpt }

  /// The word that the expression is, quoted or not.
  var word: String? {
    switch kind {
    case .name(let word), .text(let word): word
    case .number, .member, .call, .list, .negate, .binary, .slice: nil
    }
  }

  /// The place of the function or network of a call: how it begins.
  var calleeRange: SourceRange? {
    guard case .call(let name, _, _) = kind, let range else { return range }
    let start = SourceRange(
      file: range.file, start: range.start, end: range.start + name.utf8.count)
    return start.text == name ? start : range
  }

  /// The place of the member that is read: how it ends.
  var memberRange: SourceRange? {
    guard case .member(_, let name) = kind, let range else { return range }
    let end = SourceRange(file: range.file, start: range.end - name.utf8.count, end: range.end)
    return end.text == name ? end : range
  }
}
