import Config
import Diagnostics
import Layers
import OrderedCollections

/// Keys that are indented too little: `layers` in the column of its network's name, where YAML takes it for another network.
struct ShallowKeys {
  /// The experiment with each of them where it belongs, so that the rest is checked.
  private(set) var root: ConfigNode
  private(set) var problems = DiagnosticList()

  init(_ written: ConfigNode) {
    root = written
    root = deepened(written, .fields(ExperimentSchema.experiment))
  }

  /// What the keys of a map are.
  private enum Keys {
    case fields(Schema)
    /// Names, with what each stands for.
    case names(FieldType)

    init?(of type: FieldType) {
      switch type {
      case .map(let schema): self = .fields(schema)
      case .mapping(.node(let definition)) where definition == "network":
        self = .names(.map(NetworkSchema.network))
      case .mapping(let item): self = .names(item)
      case .either(let types):
        guard let keys = types.lazy.compactMap({ Keys(of: $0) }).first else { return nil }
        self = keys
      default: return nil
      }
    }

    /// The keys of what stands under one of them.
    func inner(_ key: String) -> Keys? {
      switch self {
      case .fields(let schema): schema.fields.first { $0.name == key }.flatMap { Keys(of: $0.type) }
      case .names(let item): Keys(of: item)
      }
    }

    func has(_ key: String) -> Bool {
      if case .fields(let schema) = self {
        schema.fields.contains { $0.name == key }
      } else {
        false
      }
    }

    /// Whether a key with its value is none of these.
    func isForeign(_ key: String, _ value: ConfigNode) -> Bool {
      switch self {
      case .fields(let schema): return !schema.fields.contains { $0.name == key }
      case .names(.map(let schema)):
        // What may be a value without its field's name, as that of a metric, may be meant.
        return schema.mainField == nil && value.entries == nil
          && schema.fields.contains { $0.name == key }
      case .names: return false
      }
    }
  }

  private mutating func deepened(_ node: ConfigNode, _ keys: Keys) -> ConfigNode {
    guard let written = node.entries else { return node }
    var entries: OrderedDictionary<String, ConfigNode.Entry> = [:]
    for (key, entry) in written {
      if let above = entries.elements.last, keys.isForeign(key, entry.value),
        let inner = keys.inner(above.key), Self.isBelow(entry.keyRange, above.value.keyRange),
        let place = Self.column(entry.keyRange), place == Self.column(above.value.keyRange),
        let home = Self.home(of: key, in: above.value, inner, path: [above.key])
      {
        problems.add(
          Diagnostic(
            "this line is \(place == 1 ? "not indented" : "indented by \((place - 1).counted("blank"))"), and '\(key.excerpt)' is a key of "
              + "'\((home.path.last ?? above.key).excerpt)', whose keys are indented by \(home.column - 1)",
            at: entry.keyRange))
        entries[above.key]?.value = Self.adding(
          key, entry, to: above.value.value, home.path.dropFirst())
      } else {
        entries[key] = entry
      }
    }
    for (key, entry) in entries {
      guard let inner = keys.inner(key) else { continue }
      entries[key]?.value = deepened(entry.value, inner)
    }
    var whole = node
    whole.content = .map(entries)
    return whole
  }

  /// In which column a key begins that is the first of its line.
  private static func column(_ range: SourceRange?) -> Int? {
    guard let range else { return nil }
    let column = range.column
    let before = range.file.slice(from: range.start - (column - 1), to: range.start)
    return before.allSatisfy { $0 == " " } ? column : nil
  }

  /// Whether a key stands behind another one in the same file, and was not put there by another file or the command line.
  private static func isBelow(_ range: SourceRange?, _ above: SourceRange?) -> Bool {
    guard let range, let above else { return false }
    return range.file.name == above.file.name && range.start > above.start
  }

  /// Where a key is missing in the block above it: the names that lead there, and the column of the keys there.
  private static func home(
    of key: String, in entry: ConfigNode.Entry, _ keys: Keys, path: [String]
  ) -> (path: [String], column: Int)? {
    guard let own = Self.column(entry.keyRange) else { return nil }
    if entry.value.isNull { return keys.has(key) ? (path, own + 2) : nil }
    guard let entries = entry.value.entries, entries[key] == nil,
      isBelow(entries.values.first?.keyRange, entry.keyRange),
      let column = Self.column(entries.values.first?.keyRange), column > own
    else { return nil }
    if keys.has(key) { return (path, column) }
    guard let last = entries.elements.last, let inner = keys.inner(last.key) else { return nil }
    return home(of: key, in: last.value, inner, path: path + [last.key])
  }

  private static func adding(
    _ key: String, _ entry: ConfigNode.Entry, to node: ConfigNode, _ path: ArraySlice<String>
  ) -> ConfigNode {
    var entries = node.entries ?? [:]
    if let next = path.first, let inner = entries[next] {
      entries[next]?.value = adding(key, entry, to: inner.value, path.dropFirst())
    } else {
      entries[key] = entry
    }
    var whole = node
    whole.content = .map(entries)
    return whole
  }
}
