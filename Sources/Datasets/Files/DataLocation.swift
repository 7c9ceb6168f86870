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

  /// Whether data whose files are not there is made up, as far as its shapes can be supposed.
  public let makesUp: Bool

  /// The bytes of memory that reading may take: what tells its counts and words only once it is read is not begun where it does not fit.
  public let memory: Int

  /// What paths that files write may lead to; anything, where there is none.
  public let boundary: ProjectBoundary?

  public init(
    dataFolder: String = "data", weightsFolder: String = "weights", runsFolder: String = "outputs",
    boundary: ProjectBoundary? = nil, makesUp: Bool = false, memory: Int = .max
  ) {
    self.makesUp = makesUp
    self.memory = memory
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    self.runsFolder = runsFolder
    self.boundary = boundary
  }

  /// What a command is told so that paths mean the same there, as far as it is not the default.
  package var words: [String] {
    data.words + weights.words + (runsFolder == "outputs" ? [] : ["--out", runsFolder])
  }

  private var data: DataFile.Lookup { DataFile.Lookup(name: "data", folder: dataFolder) }
  private var weights: DataFile.Lookup { DataFile.Lookup(name: "weights", folder: weightsFolder) }

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
    return checked(folder.appending(value.text("path"), range: value.range), value.origin)
  }

  /// A folder within another one, as a file of the data names it.
  func resolve(_ name: String, in folder: DataFile, origin: ValueOrigin) -> DataFile {
    checked(folder.appending(name).asFolder, origin)
  }

  private func resolve(_ written: String, range: SourceRange?, origin: ValueOrigin) -> DataFile {
    let path: String
    var lookup: DataFile.Lookup?
    if written == "data" {
      (path, lookup) = (dataFolder, data)
    } else if written.hasPrefix("data/") {
      (path, lookup) = (Self.join(dataFolder, String(written.dropFirst("data/".count))), data)
    } else if written.hasPrefix("weights/") {
      let inner = String(written.dropFirst("weights/".count))
      (path, lookup) = (Self.join(weightsFolder, inner), weights)
    } else if !written.hasPrefix("/"), origin != .commandLine, let file = range?.file {
      path = Self.join(file.folder, written)
    } else {
      path = written
    }
    return checked(DataFile(path: path, written: written, range: range, lookup: lookup), origin)
  }

  /// The file, or why it is not read.
  private func checked(_ file: DataFile, _ origin: ValueOrigin) -> DataFile {
    guard origin != .commandLine else { return file }
    return file.refused(
      boundary?.refusal(of: file.written, leadingTo: file.path, at: file.range))
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") || folder.isEmpty ? folder + name : folder + "/" + name
  }
}

extension DataFile {
  /// A folder that the first part of a path means, by the option that says which.
  struct Lookup: Hashable, Sendable {
    /// `data` or `weights`: the part, and the folder where nothing else is said.
    let name: String
    let folder: String

    /// What a command is told so that it looks there, as far as it is not the default: `--data DIR`.
    var words: [String] { folder == name ? [] : ["--\(name)", folder] }
  }
}
