import Config
import Datasets
import Experiment
import Layers
import Training

/// Finds the field of the language that a dotted path of an experiment means, written there or not.
struct KeyLookup {
  let field: Field

  /// - Parameter key: as `Composition.explain` takes it: `train.step.G.minimize`, `networks.encoder.layers.0`.
  init?(_ key: String, in root: ConfigNode) {
    let parts = key.split(separator: ".").map(String.init)
    guard let field = Self.find(parts[...], .map(ExperimentSchema.experiment), root) else {
      return nil
    }
    self.field = field
  }

  private static let layer = FieldType.kind(
    of: Catalogue(
      "layer", LayerCatalogue.catalogue.schemas + NetworkSchema.containers.schemas))

  /// - Parameter node: the value that the rest of the path leads into, where there is one.
  private static func find(
    _ parts: ArraySlice<String>, _ type: FieldType, _ node: ConfigNode?
  ) -> Field? {
    guard let part = parts.first else { return nil }
    let rest = parts.dropFirst()
    switch type {
    case .map(let schema): return find(parts, in: schema, node)
    case .mapping(let item): return find(rest, item, node?[part])
    case .list(let item, _):
      if let index = Int(part) {
        let items = node?.items ?? []
        return find(rest, item, items.indices.contains(index) ? items[index] : nil)
      }
      // An update, addressed by its name through the list of stages.
      guard case .mapping = item else { return nil }
      return find(parts, item, node?.items?.first { $0[part] != nil })
    case .kind(let catalogue):
      return catalogue.schemas.first { $0.name == part }.flatMap { find(rest, in: $0, node?[part]) }
    case .variant(let selector, let catalogue):
      guard let name = node?[selector]?.text else { return nil }
      return catalogue.schemas.first { $0.name == name }.flatMap { find(parts, in: $0, node) }
    case .either(let types): return types.lazy.compactMap { find(parts, $0, node) }.first
    case .node("network"): return find(parts, in: NetworkSchema.network, node)
    case .node("block"): return find(parts, in: NetworkSchema.block, node)
    case .node("layers"): return find(parts, .list(layer, count: 0...Int.max), node)
    case .node, .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period:
      return nil
    }
  }

  private static func find(
    _ parts: ArraySlice<String>, in schema: Schema, _ node: ConfigNode?
  ) -> Field? {
    guard let part = parts.first, let field = schema.fields.first(where: { $0.name == part })
    else { return nil }
    let rest = parts.dropFirst()
    return rest.isEmpty ? field : find(rest, field.type, node?[part])
  }
}
