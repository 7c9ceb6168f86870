import Config
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
      ], directory: directory, reader: reader.with(texts: texts), pathsFolder: pathsFolder)
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
