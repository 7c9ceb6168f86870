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

extension Expression {
  /// The expression as a message shows it.
  var text: String { description.excerpt }
}
