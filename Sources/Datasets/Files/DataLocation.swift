import Config
import Diagnostics
import Foundation

/// Where written paths point.
///
/// `data/…` is looked up in the data folder (`--data`), `weights/…` in that of weights (`--weights`); other relative paths start at the folder of the
/// file that writes them, or at the working folder when the command line does. `~` is not expanded.
public struct DataLocation: Sendable {
  /// The folder that `data/…` means.
  public let dataFolder: String
  /// The folder that `weights/…` means.
  public let weightsFolder: String
  /// The folder that holds the runs.
  public let runsFolder: String

  public init(
    dataFolder: String = "data", weightsFolder: String = "weights", runsFolder: String = "outputs"
  ) {
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    self.runsFolder = runsFolder
  }

  /// The file or folder that a `path` field means.
  public func resolve(_ name: String, of fields: Fields) -> DataFile {
    let value = fields.value(name)
    return resolve(value.text(name), range: fields.range(of: name), origin: value.origin)
  }

  /// The file that the value of a `path` field means.
  public func resolve(_ value: FieldValue) -> DataFile {
    resolve(value.text("path"), range: value.range, origin: value.origin)
  }

  /// The file that a path means: within `folder` where there is one.
  func resolve(_ value: FieldValue, in folder: DataFile?) -> DataFile {
    guard let folder else {
      return resolve(value.text("path"), range: value.range, origin: value.origin)
    }
    return folder.appending(value.text("path"), range: value.range)
  }

  private func resolve(_ written: String, range: SourceRange?, origin: ValueOrigin) -> DataFile {
    let path: String
    if written == "data" {
      path = dataFolder
    } else if written.hasPrefix("data/") {
      path = Self.join(dataFolder, String(written.dropFirst("data/".count)))
    } else if written.hasPrefix("weights/") {
      path = Self.join(weightsFolder, String(written.dropFirst("weights/".count)))
    } else if !written.hasPrefix("/"), origin != .commandLine, let file = range?.file {
      path = Self.join(file.folder, written)
    } else {
      path = written
    }
    return DataFile(path: path, written: written, range: range)
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") || folder.isEmpty ? folder + name : folder + "/" + name
  }
}
