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
    /// `base[a:b]`, `base[k]`, `base[..., c]`: of the axes inside the example; `base.batch[a:b]` of the batch.
    case slice(ExpressionTree, [Subscript])
  }

  /// What is taken of one axis.
  public enum Subscript: Sendable {
    /// One element; the axis goes away.
    case element(ExpressionTree)
    /// From a bound up to another, either of which may be missing; the axis stays.
    case range(from: ExpressionTree?, to: ExpressionTree?)
    /// `...`: the axes that the others leave, whole.
    case rest

    /// The numbers that are written in it.
    public var bounds: [ExpressionTree] {
      switch self {
      case .element(let element): [element]
      case .range(let from, let to): [from, to].compactMap(\.self)
      case .rest: []
      }
    }
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

  /// What it comes to: where a function of the file is called, the function's body.
  public let kind: Kind
  public let range: SourceRange?
  /// What the file writes in its place, where that is another: the call of a function, a word's name.
  public let written: Kind?
  /// Where the body of the function stands that the file calls here.
  public let bodyRange: SourceRange?
  /// Marks the argument of a function of the file: wherever the body names it, it is one value.
  public let share: Share?
  /// How many parts the tree has.
  let size: Int

  public final class Share: Sendable {}

  public init(
    _ kind: Kind, range: SourceRange?, written: Kind? = nil, bodyRange: SourceRange? = nil,
    share: Share? = nil
  ) {
    self.kind = kind
    self.range = range
    self.written = written
    self.bodyRange = bodyRange
    self.share = share
    size = kind.children.reduce(1) { min($0 + $1.size, 1 << 40) }
  }
}
