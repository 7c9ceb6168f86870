import Config
import Diagnostics
import Graph
import OrderedCollections

/// Composes expressions into the graph of one context.
///
/// Whoever owns the names (data, values, variables, losses, metrics, params) supplies them as `bindings`,
/// and keeps what a named value came to, so that it is composed once.
public final class Evaluator {
  /// The term of a name, `digit` or `digit.label`; `nil` where there is no such name.
  public typealias Bindings = (String, SourceRange?) throws -> Term?

  public let context: BuildContext
  let functions: FunctionVocabulary
  let networks: OrderedDictionary<String, Network>
  let mode: (String) -> Mode
  let bindingNames: [String]
  /// What the file calls its own functions, whose calls have become their bodies.
  let ownFunctions: [String]
  let bindings: Bindings
  let isUnread: (String) -> Bool
  let isWithin: (SourceRange?, String) -> Bool
  let place: (String) -> SourceRange?

  /// - Parameters:
  ///   - functions: what may be called besides the networks.
  ///   - mode: how a network is called where the call does not say.
  ///   - bindingNames: what a misspelt name may have been meant to be.
  ///   - isUnread: whether something of that name is defined, but could not be read; what needs it throws
  ///     `UnreadName`.
  ///   - isWithin: whether a place lies in what a name stands for, which cannot have been meant there.
  ///   - place: where a name is defined.
  public init(
    context: BuildContext, functions: FunctionVocabulary,
    networks: OrderedDictionary<String, Network>,
    mode: @escaping (String) -> Mode, bindingNames: [String], ownFunctions: [String] = [],
    isUnread: @escaping (String) -> Bool = { _ in false },
    isWithin: @escaping (SourceRange?, String) -> Bool = { _, _ in false },
    place: @escaping (String) -> SourceRange? = { _ in nil },
    bindings: @escaping Bindings
  ) {
    self.context = context
    self.functions = functions
    self.networks = networks
    self.mode = mode
    self.bindingNames = bindingNames
    self.ownFunctions = ownFunctions
    self.bindings = bindings
    self.isUnread = isUnread
    self.isWithin = isWithin
    self.place = place
  }

  /// What an expression comes to.
  ///
  /// - Parameters:
  ///   - owner: what it defines or stands in: `losses.judge`, `values.z`. Draws and calls in it
  ///     are told from others by its path and their order in the expression.
  ///   - place: what its operations are told to come from, where that is another.
  /// - Throws: unknown names, arguments and shapes that do not fit, each at its place.
  public func evaluate(
    _ expression: ExpressionTree, as owner: Origin.Owner, at place: Origin.Owner? = nil
  ) throws -> Term {
    let outer = context.builder.origin
    defer { context.builder.origin = outer }
    context.builder.origin = Origin(place ?? owner, range: expression.range)
    return try ExpressionComposition(self, name: owner.path).term(expression)
  }

  /// What an expression comes to, as one tensor: a number becomes a scalar; a network's output its main
  /// one.
  ///
  /// - Throws: as `evaluate`; texts, and networks of several unread outputs.
  public func tensor(
    _ expression: ExpressionTree, as owner: Origin.Owner, at place: Origin.Owner? = nil
  ) throws -> Tensor {
    let term = try evaluate(expression, as: owner, at: place)
    return try ExpressionComposition(self, name: owner.path).tensor(term, expression)
  }
}

/// A name of which nothing is known but that it is defined; whatever reads it is not checked.
public struct UnreadName: Error, CustomStringConvertible {
  public let name: String
  public var description: String { "'\(name)' could not be read" }
}
