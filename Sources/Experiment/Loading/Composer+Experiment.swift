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
      ], directory: directory, reader: reader.with(texts: texts), pathsFolder: pathsFolder)
  }
}
