import OrderedCollections

/// The params that numbers, shapes and `${…}` may name.
public struct Scope: Sendable {
  public var params: OrderedDictionary<String, ConfigNode>

  public init(params: OrderedDictionary<String, ConfigNode> = [:]) { self.params = params }
}
