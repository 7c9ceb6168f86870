import Artifacts
import Config
import Foundation

/// The folder of the project that an experiment belongs to; what is resolved names files from there, so that it means
/// the same wherever the project stands.
package struct ProjectRoot: Hashable, Sendable {
  /// From the root of the file system.
  package let path: String

  package init(path: String) { self.path = PathLookup.join("", path) }

  /// The nearest folder above the file that git keeps; else the working folder, if the file stands in it; else the
  /// file's own folder.
  package init(ofFile file: String) {
    let here = FileManager.default.currentDirectoryPath
    let whole = PathLookup.join(here, file)
    let own = Folder.parent(of: whole)
    var folder = own
    while !FileManager.default.fileExists(atPath: PathLookup.join(folder, ".git")) {
      guard folder != "/" else {
        self.init(path: Self.contains(here, whole) ? here : own)
        return
      }
      folder = Folder.parent(of: folder)
    }
    self.init(path: folder)
  }

  /// A path as it is named from here; from the root of the file system where it lies outside.
  ///
  /// - Parameter absolute: the path from the root of the file system.
  package func name(of absolute: String) -> String {
    guard Self.contains(path, absolute) else { return absolute }
    // By bytes, as disks divide paths: a letter may have several.
    return String(Substring(absolute.utf8.dropFirst(path == "/" ? 1 : path.utf8.count + 1)))
  }

  private static func contains(_ folder: String, _ path: String) -> Bool {
    path.utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
  }
}
