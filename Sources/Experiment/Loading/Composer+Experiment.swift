import Config
import Datasets
import Layers

extension Composer {
  /// Composes experiments: knows which maps pick a kind.
  ///
  /// - Parameters:
  ///   - directory: the folder that relative paths start from.
  ///   - reader: where texts come from.
  ///   - texts: files that are at hand as text, by name.
  ///   - pathsFolder: where relative paths of the experiment file start, if not at its own folder.
  package static func experiment(
    directory: String = "", reader: FileReader = .disk, texts: [String: String] = [:],
    pathsFolder: String? = nil
  ) -> Composer {
    Composer(
      choices: [
        OptimizerCatalogue.catalogue, ScheduleCatalogue.catalogue, InitializerCatalogue.catalogue,
        ActivationCatalogue.catalogue,
      ], shortForm: { Self.schemaInShort(at: $0) }, directory: directory,
      reader: reader.with(texts: texts), pathsFolder: pathsFolder)
  }

  /// What may be written by its main field alone: layers, transforms, `scale`, `weights` and metrics.
  private static func schemaInShort(at place: [String]) -> Schema? {
    guard let section = place.first, let key = place.last else { return nil }
    let isItem = place.count > 1 && Int(place[place.count - 2]) != nil
    let items: [Schema]
    switch (section, place.count) {
    case ("metrics", 2): return ExperimentSchema.metric
    case ("networks", 3) where key == "weights": return NetworkSchema.weights
    case ("data", 3) where key == "scale": return Scale.schema
    case ("data", _) where isItem: items = TransformCatalogue.catalogue.schemas
    case ("networks", _) where isItem, ("blocks", _) where isItem:
      items = LayerCatalogue.catalogue.schemas + NetworkSchema.containers.schemas
    default: return nil
    }
    return items.first { $0.name == key }
  }

  /// The same, whose files stay in the project of an experiment file.
  ///
  /// - Parameters:
  ///   - folders: what `data/…`, `weights/…` and runs mean.
  ///   - allowsOutside: whether they may stand anywhere.
  package func within(
    _ root: ProjectRoot, folders: [String], allowsOutside: Bool
  ) -> Composer {
    var copy = self
    copy.boundary = allowsOutside ? nil : ProjectBoundary(project: root.path, others: folders)
    return copy
  }
}
