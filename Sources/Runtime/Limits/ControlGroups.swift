import Foundation

/// Linux's control groups, versions 1 and 2: where the limits of this process are written.
struct ControlGroups {
  /// Where the hierarchies are mounted.
  var root = "/sys/fs/cgroup"
  /// The file that says which groups the process is in.
  var membership = "/proc/self/cgroup"

  /// One group.
  struct Folder {
    let path: String
    /// Whether it is of version 2.
    let isUnified: Bool

    /// The words of one of the group's files; none where it is not there.
    func words(_ name: String) -> [Substring] {
      ControlGroups.read(path + "/" + name).split(whereSeparator: \.isWhitespace)
    }
  }

  /// The groups whose limits of a controller (`cpu`, `memory`) bind the process: its own and their parents.
  func folders(of controller: String) -> [Folder] {
    var folders: [Folder] = []
    for line in Self.read(membership).split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let unified = fields[1].isEmpty
      guard unified || fields[1].split(separator: ",").contains(Substring(controller)) else {
        continue
      }
      let top = unified ? root : root + "/" + controller
      var names = fields[2].split(separator: "/").filter { $0 != ".." }
      while true {
        let path = ([top] + names.map(String.init)).joined(separator: "/")
        folders.append(Folder(path: path, isUnified: unified))
        if names.popLast() == nil { break }
      }
    }
    return folders
  }

  private static func read(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
