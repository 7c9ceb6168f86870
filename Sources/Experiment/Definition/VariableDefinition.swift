import Config
import Diagnostics

/// A tensor that is updated itself, or a history of a value.
public struct VariableDefinition: Sendable {
  public enum Form: Sendable {
    /// How it begins.
    case initial(ExpressionTree)
    /// Up to `size` earlier values of an expression.
    case pool(of: ExpressionTree, size: Int)
  }

  public enum Bound: Sendable {
    case number(Double)
    /// A number for each channel, or for each element.
    case expression(ExpressionTree)

    init(_ expression: ExpressionTree) {
      switch expression.kind {
      case .number(let value): self = .number(value)
      case .negate(let operand):
        if case .number(let value) = operand.kind {
          self = .number(-value)
        } else {
          self = .expression(expression)
        }
      default: self = .expression(expression)
      }
    }
  }

  public let name: String
  public let form: Form
  public let clip: (low: Bound, high: Bound)?
  public let keyRange: SourceRange?

  /// How it begins; `nil` for a pool.
  public var initial: ExpressionTree? {
    if case .initial(let expression) = form { expression } else { nil }
  }

  /// - Throws: `Diagnostic`, where it is both or neither.
  init(name: String, _ value: FieldValue) throws {
    let fields = value.fields(name)
    self.name = name
    keyRange = value.keyRange
    switch (fields.has("init"), fields.has("pool")) {
    case (true, false):
      guard !fields.has("size") else {
        throw Diagnostic("'size' goes with 'pool'", at: fields.range(of: "size"))
      }
      form = .initial(fields.expression("init"))
    case (false, true):
      guard fields.has("size") else {
        throw Diagnostic(
          "a pool needs to know how much it keeps: 'size: 50'", at: fields.range(of: "pool"))
      }
      guard !fields.has("clip") else {
        throw Diagnostic(
          "a pool keeps values as they are; 'clip' goes with 'init'", at: fields.range(of: "clip"))
      }
      form = .pool(of: fields.expression("pool"), size: fields.integer("size"))
    case (true, true):
      throw Diagnostic(
        "a variable begins with 'init' or is a 'pool', not both", at: fields.range(of: "pool"))
    case (false, false):
      throw Diagnostic(
        "the variable '\(name)' needs an initial value: 'init: photo'", at: value.keyRange)
    }
    guard fields.has("clip") else {
      clip = nil
      return
    }
    let bounds = fields.list("clip").map { Bound($0.expression()) }
    if case .number(let low) = bounds[0], case .number(let high) = bounds[1], low >= high {
      throw Diagnostic(
        "the lower bound comes first and is less than the upper", at: fields.range(of: "clip"))
    }
    clip = (bounds[0], bounds[1])
  }
}
