import Config
import Diagnostics
import Foundation
import OrderedCollections

/// One entry of a list of layers: `flatten`, or `conv2d: {…}` with `as` and `from`.
struct LayerItem {
  struct Name {
    let name: String
    let range: SourceRange?
  }

  let kind: String
  let kindRange: SourceRange?
  let value: ConfigNode
  let range: SourceRange?
  let name: Name?
  let from: Name?

  /// `nil` for `none`, which leaves the layer out.
  ///
  /// - Parameter schema: the fields of a kind of layer; `nil` where there is none of that name.
  /// - Throws: what is no layer.
  init?(
    _ item: ConfigNode, scope: Scope, schema: (String) -> Schema? = { _ in nil }
  ) throws {
    let item = try item.substituted(in: scope)
    let empty = ConfigNode(.map([:]), range: item.range, origin: item.origin)
    switch item.content {
    case .text(let kind):
      if kind == "none" { return nil }
      (self.kind, self.kindRange, self.value) = (kind, item.range, empty)
      (self.name, self.from) = (nil, nil)
    case .map(let entries):
      let kinds = entries.filter { $0.key != "as" && $0.key != "from" }
      guard kinds.count == 1, let (key, entry) = kinds.elements.first else {
        let found = kinds.isEmpty ? "none" : kinds.keys.joined(separator: ", ")
        let astray = kinds.first { Self.advice(on: $0.key, $0.value.value) != nil }
        let beside = Self.fieldsBeside(kinds, schema)
        let known = beside?.advice ?? Self.advice(kinds)
        let advice =
          known.isEmpty
          ? astray.flatMap { Self.advice(on: $0.key, $0.value.value) } ?? "" : known
        throw Diagnostic(
          "a layer is one kind with its fields, and 'as' or 'from' beside it; found \(found.excerpt)\(advice)",
          at: beside?.place ?? astray?.value.keyRange ?? item.range)
      }
      if key == "none" { return nil }
      self.kind = key
      self.kindRange = entry.keyRange ?? item.range
      if case .null = entry.value.content {
        self.value = ConfigNode(.map([:]), range: entry.keyRange, origin: item.origin)
      } else {
        self.value = entry.value
      }
      self.name = try entries["as"].map { try LayerItem.name($0.value, "as") }
      self.from = try entries["from"].map { try LayerItem.name($0.value, "from") }
    default:
      throw Diagnostic("expected a layer: its name, or a map like 'dense: 10'", at: item.range)
    }
    self.range = kindRange ?? item.range
  }

  /// What to say where all other keys are fields of the layer that the first one names: what it is with them in it. The
  /// place is that of the first of them.
  private static func fieldsBeside(
    _ keys: OrderedDictionary<String, ConfigNode.Entry>, _ schema: (String) -> Schema?
  ) -> (advice: String, place: SourceRange?)? {
    guard let (kind, entry) = keys.elements.first, let schema = schema(kind) else { return nil }
    let others = keys.elements.dropFirst()
    guard let first = others.first,
      others.allSatisfy({ other in schema.fields.contains { $0.name == other.key } })
    else { return nil }
    var fields: OrderedDictionary<String, ConfigNode.Entry>
    switch entry.value.content {
    case .map(let own): fields = own
    case .null: fields = [:]
    case .boolean, .number, .text, .list:
      guard let main = schema.mainField else { return nil }
      fields = [main: entry]
    }
    for (key, value) in others { fields[key] = value }
    let layer = ConfigNode(.map(fields), range: nil, origin: .standard)
    return ("; its fields stand under it: {\(kind): \(layer.flow.excerpt)}", first.value.keyRange)
  }

  /// What to say of a layer that is written as Keras saves it, or has a name in other words.
  private static func advice(_ keys: OrderedDictionary<String, ConfigNode.Entry>) -> String {
    let kind = ["type", "kind", "class", "class_name", "layer"].lazy.compactMap { keys[$0] }.first
    if let kind = kind?.value.text {
      return "; the kind is the key, and its fields stand under it: {\(kind.excerpt): {…}}"
    }
    guard keys.count == 2, let name = keys["name"]?.value.text,
      let kind = keys.keys.first(where: { $0 != "name" })
    else { return "" }
    return "; its name is written 'as': {\(kind): {…}, as: \(name.excerpt)}"
  }

  /// What to say of a key that other libraries have for every layer, and layers here do not.
  static func advice(on key: String, _ value: ConfigNode) -> String? {
    switch key {
    case "as", "from":
      return
        "; it stands beside the kind, on a line of its own below it: '\(key): \((value.text ?? "code").excerpt)'"
    case "name", "id":
      let name = value.text.flatMap { isName($0) ? $0 : nil } ?? "code"
      return "; its name stands beside the kind: 'as: \(name.excerpt)'"
    case "input", "inputs", "inbound_nodes":
      let name = value.text.flatMap { isName($0) ? $0 : nil } ?? "code"
      return "; what it reads stands beside the kind: 'from: \(name.excerpt)'"
    case "trainable", "requires_grad", "freeze", "frozen":
      return
        "; an update changes whole networks: what stays as it is stands in a network of its own, which no update names"
    default: return nil
    }
  }

  private static func name(_ node: ConfigNode, _ key: String) throws -> Name {
    guard let text = node.text else {
      let names = (node.items ?? []).compactMap(\.text)
      let advice =
        names.count == 1
        ? "; one stands without brackets: '\(key): \(names[0].excerpt)'"
        : names.isEmpty || key != "from"
          ? ""
          : "; a layer joins several: 'concat: {of: [\(names.joined(separator: ", ").excerpt)]}'"
      throw Diagnostic("'\(key)' takes the name of a layer\(advice)", at: node.range)
    }
    // A layer within a block is read by its path: 'fire5.expand3x3'.
    let names = key == "from" ? text.components(separatedBy: ".") : [text]
    guard names.allSatisfy({ isName($0) }), text.utf8.count <= 128 else {
      throw Diagnostic(
        "'\(text.excerpt)' is no name: a name is a letter, then letters, digits and _",
        at: node.range)
    }
    return Name(name: text, range: node.range)
  }
}
