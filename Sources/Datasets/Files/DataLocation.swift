import Config
import Diagnostics
import Foundation

/// Where written paths point.
///
/// `data/…` is looked up in the data folder (`--data`); other relative paths start at the folder of the
/// file that writes them, or at the working folder when the command line does. `~` is not expanded.
public struct DataLocation: Sendable {
  /// The folder that `data/…` means.
  public let dataFolder: String

  public init(dataFolder: String = "data") { self.dataFolder = dataFolder }

  /// The file or folder that a `path` field means.
  public func resolve(_ value: FieldValue) -> DataFile {
    resolve(value.text("path"), range: value.range, origin: value.origin)
  }

  /// The file `name` within the folder that a `path` field means, or as a path of its own where there is none.
  func resolve(_ value: FieldValue, in folder: DataFile?) -> DataFile {
    guard let folder else { return resolve(value) }
    return folder.appending(value.text("path"), range: value.range)
  }

  private func resolve(_ written: String, range: SourceRange?, origin: ValueOrigin) -> DataFile {
    let path: String
    if written == "data" {
      path = dataFolder
    } else if written.hasPrefix("data/") {
      path = Self.join(dataFolder, String(written.dropFirst("data/".count)))
    } else if !written.hasPrefix("/"), origin != .commandLine, let file = range?.file,
      let slash = file.name.lastIndex(of: "/")
    {
      path = String(file.name[...slash]) + written
    } else {
      path = written
    }
    return DataFile(path: path, written: written, range: range)
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") || folder.isEmpty ? folder + name : folder + "/" + name
  }
}
