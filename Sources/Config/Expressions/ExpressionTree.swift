import Diagnostics

/// A parsed expression: how values flow. `posterior.mean + exp(0.5 * posterior.log_variance)`.
public struct ExpressionTree: Sendable {
  public indirect enum Kind: Sendable {
    case number(Double)
    /// Quoted text inside an expression.
    case text(String)
    case name(String)
    /// `base.member`
    case member(ExpressionTree, String)
    /// `function(arguments…, keyword=…)`; the callee is a name.
    case call(String, [ExpressionTree], [Keyword])
    case list([ExpressionTree])
    case negate(ExpressionTree)
    case binary(Operator, ExpressionTree, ExpressionTree)
    /// `base[a:b]`, either bound may be missing; `base.batch[a:b]` slices the batch.
    case slice(ExpressionTree, from: ExpressionTree?, to: ExpressionTree?)
  }

  public struct Keyword: Sendable {
    public let name: String
    public let range: SourceRange?
    public let value: ExpressionTree

    public init(name: String, range: SourceRange?, value: ExpressionTree) {
      self.name = name
      self.range = range
      self.value = value
    }
  }

  public enum Operator: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "**"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
  }

  public let kind: Kind
  public let range: SourceRange?

  public init(_ kind: Kind, range: SourceRange?) {
    self.kind = kind
    self.range = range
  }
}
