import Config
import OrderedCollections

/// One entry of a list of layers as the canonical form writes it: its kind with all fields, `as` where the name
/// is not the automatic one, `from` where it was given.
struct CanonicalLayer {
  let kind: String
  let fields: ConfigNode
  let name: String?
  let from: String?

  var node: ConfigNode {
    let isBare = fields.entries?.isEmpty ?? false
    if isBare, name == nil, from == nil { return Self.text(kind) }
    var entries: OrderedDictionary<String, ConfigNode> = [kind: fields]
    entries["as"] = name.map(Self.text)
    entries["from"] = from.map(Self.text)
    return Self.map(entries)
  }

  static func text(_ text: String) -> ConfigNode {
    ConfigNode(.text(text), range: nil, origin: .standard)
  }

  static func integer(_ value: Int) -> ConfigNode {
    ConfigNode(.number(Double(value), text: "\(value)"), range: nil, origin: .standard)
  }

  static func number(_ value: Double) -> ConfigNode {
    ConfigNode(
      .number(value, text: CanonicalNumber.text(value)), range: nil, origin: .standard)
  }

  static func list(_ items: [ConfigNode]) -> ConfigNode {
    ConfigNode(.list(items), range: nil, origin: .standard)
  }

  /// The fields with each name of another layer as a list of one.
  static func listing(_ fields: ConfigNode) -> ConfigNode {
    map(
      OrderedDictionary(
        uniqueKeysWithValues: (fields.entries ?? [:]).map { key, entry in
          if case .text = entry.value.content, ["names", "of"].contains(key) {
            return (key, list([entry.value]))
          }
          return (key, entry.value)
        }))
  }

  static func map(_ entries: OrderedDictionary<String, ConfigNode>) -> ConfigNode {
    ConfigNode(
      .map(entries.mapValues { ConfigNode.Entry(keyRange: nil, value: $0) }), range: nil,
      origin: .standard)
  }
}
