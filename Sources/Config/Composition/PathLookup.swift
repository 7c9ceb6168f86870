import Diagnostics

/// Where the paths of an experiment lead.
///
/// A path is relative to the file that writes it, but `data/…` and `weights/…` are looked up under the folders
/// given on the command line.
public struct PathLookup: Sendable, Hashable {
  public let dataFolder: String
  public let weightsFolder: String

  public init(dataFolder: String = "data", weightsFolder: String = "weights") {
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
  }

  /// The path to open for one that `file` writes.
  public func resolve(_ path: String, writtenIn file: SourceFile?) -> String {
    for (name, folder) in [("data", dataFolder), ("weights", weightsFolder)] {
      if path == name { return folder }
      if path.hasPrefix(name + "/") {
        return Self.join(folder, String(path.dropFirst(name.count + 1)))
      }
    }
    return Self.join(file?.folder ?? "", path)
  }

  /// The path without `.` and what is empty between slashes, which lead nowhere: `data/./a//` as `data/a`. A `..` stays, for behind a
  /// link it leads elsewhere.
  public static func plain(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    let plain = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    return plain.isEmpty ? "." : plain
  }

  /// `folder/path` without `.` and needless `..`; an absolute path is left as it is.
  public static func join(_ folder: String, _ path: String) -> String {
    let joined = path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
    var parts: [Substring] = []
    for part in joined.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    if joined.hasPrefix("/") { return "/" + parts.joined(separator: "/") }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
