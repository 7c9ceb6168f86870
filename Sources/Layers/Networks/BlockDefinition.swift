import Config
import Diagnostics
import OrderedCollections

/// Layers with params, to be used several times.
public struct BlockDefinition: Sendable {
  /// The default of each param; `nil` where it is required.
  let params: OrderedDictionary<String, ConfigNode?>
  let layers: ConfigNode

  /// - Throws: all mistakes in the block's own keys.
  public init(_ node: ConfigNode, scope: Scope) throws {
    let fields = try Fields(checking: node, against: NetworkSchema.block, in: scope)
    self.layers = fields.value("layers").node("layers")
    self.params = try BlockDefinition.params(
      fields.has("params") ? fields.value("params").node("params") : nil)
  }

  static func params(_ node: ConfigNode?) throws -> OrderedDictionary<String, ConfigNode?> {
    guard let node else { return [:] }
    guard case .map(let entries) = node.content else {
      throw Diagnostic("expected params with their defaults, or 'required'", at: node.range)
    }
    return OrderedDictionary(
      uniqueKeysWithValues: entries.map { name, entry in
        if case .text("required") = entry.value.content { return (name, nil) }
        return (name, entry.value)
      })
  }

  /// The params inside the block: the experiment's, its defaults, and what the use gives, which means what
  /// it means to the user, `caller`.
  ///
  /// - Throws: an unknown or missing param.
  func scope(
    for value: ConfigNode, named name: String, at range: SourceRange?, caller: Scope,
    experiment: Scope
  ) throws -> Scope {
    try experiment.filled(
      params, from: value, of: "block '\(name.excerpt)'", at: range, caller: caller)
  }
}

extension Scope {
  /// This scope with `params` besides, from `value` where it gives them and from their defaults otherwise.
  func filled(
    _ params: OrderedDictionary<String, ConfigNode?>, from value: ConfigNode?, of owner: String,
    at range: SourceRange?, caller: Scope
  ) throws -> Scope {
    var given: OrderedDictionary<String, ConfigNode.Entry> = [:]
    if let value {
      guard case .map(let entries) = value.content else {
        throw Diagnostic("\(owner) takes its params as a map", at: value.range)
      }
      given = entries
    }
    var mistakes = DiagnosticList()
    for (name, entry) in given where params[name] == nil {
      mistakes.add(
        Diagnostic(
          "\(owner) has no param '\(name.excerpt)'"
            + Suggestion.phrase(for: name, among: params.keys),
          at: entry.keyRange))
    }
    var scope = self
    for (name, standard) in params {
      if let entry = given[name] {
        if let bound = try mistakes.collect({ try caller.evaluated(entry.value) }) {
          scope.params[name] = bound
        }
      } else if let standard {
        // 'units: units' is the file's param of that name.
        let bound =
          standard.names(param: name)
          ? try mistakes.collect { try evaluated(standard) } : standard
        if let bound { scope.params[name] = bound }
      } else {
        mistakes.add(Diagnostic("\(owner) needs the param '\(name.excerpt)'", at: range))
      }
    }
    try mistakes.throwIfErrors()
    return scope
  }
}
