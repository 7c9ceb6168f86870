import Artifacts
import Diagnostics
import Foundation

/// The folder of what is unfinished, `D/.fetch`: a lock, parts of downloads, archives that are being unpacked, and the records.
struct FetchFolder {
  /// What it is called in the folder of data.
  static let name = ".fetch"

  let path: String

  var records: String { path + "/records.json" }

  private static let work = "unpacking."

  /// A folder to unpack in, which is not there: the `tar` of an etch that was killed may still write into its own.
  func newWork() -> String {
    "\(path)/\(Self.work)\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
  }

  /// Where a file is copied to that is not downloaded.
  func copy(of file: Recipe.File) -> String { "\(path)/\(file.partName)-copy.part" }

  /// What is there of a file that is not in its place.
  func parts(of file: Recipe.File) -> [String] {
    // A mirror that the command line names is the first.
    let mirrors = 0..<max(1, file.urls.count)
    let downloads = mirrors.flatMap { Download.parts(of: file, mirror: $0, in: path) }
    return downloads + [copy(of: file)].filter(Folder.exists)
  }

  func removeParts(of file: Recipe.File) {
    for part in parts(of: file) { Download.removeLeftovers(of: part) }
  }

  /// What an etch that was killed was unpacking or writing. The lock says whether one still does.
  var abandoned: [String] {
    ((try? Folder.namesIfThere(in: path)) ?? []).filter {
      $0.hasPrefix(Self.work) || AtomicFile.isTemporary($0)
    }.map { "\(path)/\($0)" }
  }

  /// Removes what an etch that was killed left. The lock must be held.
  ///
  /// - Parameter files: those that are in their places.
  func tidy(besides files: [Recipe.File]) {
    for path in abandoned { FileTree.remove(path) }
    for file in files { removeParts(of: file) }
  }

  /// Moves what is whole to its place, where it appears whole or not at all, on another disk too.
  ///
  /// - Throws: where a folder is there that holds something, or there is no room. A file takes the place of another.
  static func move(_ path: String, to place: String) throws {
    let folder = Folder.parent(of: place)
    try Folder.create(folder)
    if rename(path, place) == 0 { return }
    let code = errno
    guard code == EXDEV else {
      throw Diagnostic.machine(
        "cannot move '\(path)' to '\(place)': \(String(cString: strerror(code)))")
    }
    // What a killed one was copying there, which may be a folder.
    for left in AtomicFile.abandoned(of: place) { FileTree.remove(left) }
    let copy = AtomicFile.temporaryPath(of: place)
    FileTree.remove(copy)
    do {
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      try FileTree.synchronize(copy)
      try Folder.move(copy, to: place)
    } catch {
      FileTree.remove(copy)
      let reason = (error as? Diagnostic)?.message ?? error.localizedDescription
      throw Diagnostic.machine("cannot copy '\(path)' to '\(place)': \(reason)")
    }
    FileTree.remove(path)
  }
}
