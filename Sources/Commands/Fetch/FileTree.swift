import Artifacts
import Diagnostics
import Foundation
import Tensors

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

  /// - Parameter opening: whether their owner gets the right to read and write all of them, and the folder itself, as an
  ///   archive may have them without it.
  /// - Throws: a folder that cannot be listed.
  init(_ folder: String, opening: Bool = false) throws {
    var folders = [""]
    if opening { Self.open(folder) }
    while let inner = folders.popLast() {
      for name in try Folder.names(in: inner.isEmpty ? folder : "\(folder)/\(inner)") {
        let path = inner.isEmpty ? name : "\(inner)/\(name)"
        let place = "\(folder)/\(path)"
        var status = stat()
        guard lstat(place, &status) == 0 else {
          throw Diagnostic.machine("cannot read '\(place)': \(String(cString: strerror(errno)))")
        }
        if opening { Self.open(place) }
        if status.st_mode & S_IFMT == S_IFDIR {
          folders.append(path)
        } else {
          files.append(File(path: path, mode: status.st_mode, byteCount: Int(status.st_size)))
        }
      }
    }
  }

  /// Gives the owner of a file or folder the right to read and write it; a link is left alone.
  private static func open(_ place: String) {
    var status = stat()
    guard lstat(place, &status) == 0 else { return }
    let rights: mode_t
    switch status.st_mode & S_IFMT {
    case S_IFDIR: rights = 0o700
    case S_IFREG: rights = 0o600
    default: return
    }
    if status.st_mode & rights != rights { chmod(place, status.st_mode & 0o7777 | rights) }
  }

  /// Removes a folder, also one whose own folders nobody may write in; what cannot be removed stays.
  static func remove(_ folder: String) {
    if !Folder.isLink(folder) { _ = try? FileTree(folder, opening: true) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Writes a file, or all files of a folder, to the disk, so that they outlive a power cut.
  ///
  /// - Throws: where the disk does not take them.
  static func synchronize(_ path: String) throws {
    let inner = try Folder.isFolder(path) ? FileTree(path).files.filter(\.isRegular) : nil
    for file in inner?.map({ "\(path)/\($0.path)" }) ?? [path] {
      try FileHandle(forReadingFrom: URL(filePath: file)).synchronize()
    }
  }

  /// How many files, and bytes in them; of more than a number can count, as many as it can: files with holes may say anything.
  var size: (files: Int, bytes: Int) {
    let own = files.filter(\.isRegular)
    return (own.count, own.reduce(0) { $0.addingClamped($1.byteCount) })
  }
}
