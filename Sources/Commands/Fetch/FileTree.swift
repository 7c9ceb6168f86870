import Artifacts
import Diagnostics
import Foundation

/// The files below a folder, in folders of their own too. What is a link is not followed.
struct FileTree {
  struct File {
    /// From the folder.
    let path: String
    let mode: mode_t
    let byteCount: Int

    var isRegular: Bool { mode & S_IFMT == S_IFREG }
  }

  /// All that is no folder.
  private(set) var files: [File] = []

  /// - Parameter opening: whether their owner gets the right to read and write all of them, as an archive may have them
  ///   without it.
  /// - Throws: a folder that cannot be listed.
  init(_ folder: String, opening: Bool = false) throws {
    var folders = [""]
    while let inner = folders.popLast() {
      for name in try Folder.names(in: inner.isEmpty ? folder : "\(folder)/\(inner)") {
        let path = inner.isEmpty ? name : "\(inner)/\(name)"
        let place = "\(folder)/\(path)"
        var status = stat()
        guard lstat(place, &status) == 0 else {
          throw Diagnostic.machine("cannot read '\(place)': \(String(cString: strerror(errno)))")
        }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        let rights: mode_t = isFolder ? 0o700 : 0o600
        let file = File(path: path, mode: status.st_mode, byteCount: Int(status.st_size))
        if opening, isFolder || file.isRegular, file.mode & rights != rights {
          chmod(place, file.mode & 0o7777 | rights)
        }
        if isFolder { folders.append(path) } else { files.append(file) }
      }
    }
  }

  /// How many files, and bytes in them; of more than a number can count, as many as it can: files with holes may say anything.
  var size: (files: Int, bytes: Int) {
    let own = files.filter(\.isRegular)
    let bytes = own.reduce(0) { sum, file in
      let (next, overflow) = sum.addingReportingOverflow(file.byteCount)
      return overflow ? .max : next
    }
    return (own.count, bytes)
  }
}
