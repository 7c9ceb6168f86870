import Config
import Diagnostics
import Layers
import YAML

/// What a run's experiment says, value by value.
struct RunLeaves {
  /// Params, then the resolved experiment's scalars by their paths; a layer goes by the name of its weights, so that one
  /// more does not make all behind it others.
  private(set) var values: [(String, String)]
  /// The layer of each path whose value is what the language says anyway.
  private var standard: [String: String] = [:]

  /// Parts of an experiment that change no number.
  private static let outside: Set<String> = ["about", "source", "outputs", "allow", "metrics"]

  private static let schemas = Dictionary(
    (LayerCatalogue.catalogue.schemas + ActivationCatalogue.catalogue.schemas).map {
      ($0.name, $0)
    }, uniquingKeysWith: { first, _ in first })

  init(_ run: IndexedRun) {
    values = (run.record.request?.params ?? [:]).sorted { $0.key < $1.key }.map {
      (RunComparison.params + $0.key, $0.value)
    }
    var ignored = DiagnosticList()
    let file = SourceFile(name: "experiment.yaml", text: run.text)
    guard let yaml = YAMLReader.read(file, diagnostics: &ignored) else { return }
    walk(ConfigNode(yaml, origin: .standard), "")
  }

  private mutating func walk(_ layers: LayerList, in network: String) {
    for layer in layers.layers {
      let path = "\(network).\(layer.name)"
      let fields = (layer.fields.entries ?? [:]).filter {
        layer.inner == nil || $0.key != "layers"
      }
      if let from = layer.from { values.append(("\(path).from", from)) }
      if fields.isEmpty, layer.fields.entries != nil { values.append((path, layer.kind)) }
      if layer.fields.entries == nil { walk(layer.fields, path) }
      for (key, entry) in fields { walk(entry.value, key, of: layer.kind, at: path, in: path) }
      if let inner = layer.inner { walk(inner, in: network) }
    }
  }

  /// A field of a layer, or of its activation.
  private mutating func walk(
    _ node: ConfigNode, _ key: String, of kind: String, at path: String, in layer: String
  ) {
    let own = "\(path).\(key)"
    if key == "activation", let only = node.entries?.elements.first, node.entries?.count == 1 {
      // One with fields goes by its name, as one without does.
      values.append((own, only.key))
      for (field, entry) in only.value.value.entries ?? [:] {
        walk(entry.value, field, of: only.key, at: "\(own).\(only.key)", in: layer)
      }
      return
    }
    let field = Self.schemas[kind]?.fields.first { $0.name == key }
    if let field, field.presence == .standard(node.flow) { standard[own] = layer }
    walk(node, own)
  }

  private mutating func walk(_ node: ConfigNode, _ path: String) {
    switch node.content {
    case .map(let entries):
      for (key, entry) in entries where !(path.isEmpty && Self.outside.contains(key)) {
        if key == "layers", path.hasPrefix("networks."), path.filter({ $0 == "." }).count == 1 {
          walk(LayerList(entry.value), in: path)
          continue
        }
        walk(entry.value, path.isEmpty ? key : "\(path).\(key)")
      }
    case .list(let items) where items.contains { $0.entries != nil }:
      for (index, item) in items.enumerated() { walk(item, "\(path).\(index)") }
    default: values.append((path, node.flow))
    }
  }

  /// The differences without the defaults of layers that some runs lack: anything else tells of those, or the first default.
  static func telling(
    _ found: [(path: String, values: [String?])], of runs: [RunLeaves]
  ) -> [(path: String, values: [String?])] {
    func layer(_ path: String, _ values: [String?]) -> String? {
      guard values.contains(nil) else { return nil }
      let layers = zip(runs, values).filter { $1 != nil }.map { run, _ in run.standard[path] }
      return layers.contains(nil) ? nil : layers.first ?? nil
    }
    let layers = found.map { layer($0.path, $0.values) }
    var told: Set<String> = []
    for (difference, layer) in zip(found, layers) where layer == nil {
      // A layer's own path, and what stands around it.
      var path = Substring(difference.path)
      told.insert(String(path))
      while let point = path.lastIndex(of: ".") {
        path = path[..<point]
        told.insert(String(path))
      }
    }
    return zip(found, layers).filter { $1.map { told.insert($0).inserted } ?? true }.map(\.0)
  }
}
