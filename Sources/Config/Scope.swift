import Diagnostics
import OrderedCollections

/// The params that numbers, shapes and `${…}` may name.
public struct Scope: Sendable {
  public var params: OrderedDictionary<String, ConfigNode>
  /// Where reads of params are recorded.
  public var usage: ParamUsage?
  /// The experiment file, whose own values need no note on where they come from.
  public var file: String?
  /// The functions that expressions may call besides those of the language.
  public var functions = FunctionDefinitions()
  /// The words that a function of the language takes for an argument.
  public var words: @Sendable (_ function: String, ArgumentPlace) -> Words = { _, _ in .none }

  /// What an argument takes instead of an expression.
  public enum Words: Hashable, Sendable {
    case none
    case these([String])
    /// A list of names that mean something to the function only: `[conv1, fire5.squeeze]`.
    case names
  }

  /// Which argument of a call.
  public enum ArgumentPlace: Hashable, Sendable {
    /// From 0.
    case position(Int)
    case keyword(String)
  }

  public init(
    params: OrderedDictionary<String, ConfigNode> = [:], usage: ParamUsage? = nil,
    file: String? = nil
  ) {
    self.params = params
    self.usage = usage
    self.file = file
  }

  /// The scope of an experiment's `params`.
  ///
  /// Reports names that are none, and params that refer to each other in a circle.
  public init(
    readingParams node: ConfigNode?, usage: ParamUsage? = nil, file: String? = nil,
    diagnostics: inout DiagnosticList
  ) {
    self.init(usage: usage, file: file)
    guard let node, !node.isNull else { return }
    guard let entries = node.entries else {
      diagnostics.add(node.error("'params' expects a map, found \(node.summary)", file: file))
      return
    }
    for (name, entry) in entries {
      if !isName(name) {
        diagnostics.add(
          Diagnostic(
            "'\(name.excerpt)' is no name for a param: a name is a letter, then letters, digits and _",
            at: entry.keyRange))
      }
      params[name] = entry.value
    }
    for cycle in ParamReferences(params).cycles() {
      let chain = (cycle + [cycle[0]]).joined(separator: " -> ")
      diagnostics.add(
        Diagnostic("params refer to each other in a circle: \(chain)", at: params[cycle[0]]?.range))
    }
  }

  /// A warning for each param that nothing has read.
  public func unusedParams() -> [Diagnostic] {
    guard let used = usage?.used else { return [] }
    return params.filter { !used.contains($0.key) }.map { name, node in
      Diagnostic(.unused, "the param '\(name)' is used nowhere", at: node.range)
    }
  }

  /// An error about a name that is no param, with what may be done about it.
  func unknown(_ name: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic("unknown param '\(name.excerpt)'\(advice(on: name, at: range))", at: range)
  }

  /// The end of a message about a name that is no param: the nearest one, or else how one is written.
  func advice(on name: String, at range: SourceRange?) -> String {
    let nearest = nearest(to: name, at: range)
    return nearest.isEmpty ? "; a param is written 'params: {\(name.excerpt): …}'" : nearest
  }

  /// `; did you mean 'latents'?`, the nearest param in whose own value the name does not stand, or nothing.
  func nearest(to name: String, at range: SourceRange?) -> String {
    Suggestion.phrase(for: name, among: params.keys) { other in
      range.map { params[other]?.holds($0) != true } ?? true
    }
  }
}
