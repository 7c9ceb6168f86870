import Artifacts
import Diagnostics
import Digests
import Foundation

/// A folder of picture files.
struct PictureFolder: Sendable {
  /// The largest picture that is read, in pixels: 134 million.
  static let maximumPixels = 1 << 27
  /// How many wrong files are named at once.
  static let mostProblems = 10

  let folder: DataFile
  let format: any PictureFormat.Type

  init(_ folder: DataFile, format: any PictureFormat.Type) {
    self.folder = folder.asFolder
    self.format = format
  }

  /// All names in it.
  ///
  /// - Throws: no such folder.
  func all() throws -> [String] {
    guard folder.exists else { throw folder.missing(.error) }
    guard Folder.isFolder(folder.path) else {
      throw folder.malformed(
        "is not a folder",
        notes: format.endings.contains(where: folder.written.lowercased().hasSuffix)
          ? ["'source: image' reads one picture; this source reads a folder of them"] : [])
    }
    return try Folder.names(in: folder.path)
  }

  /// Those of some names that are called as pictures are.
  func pictures(among names: [String]) -> [String] {
    names.filter { name in
      !name.hasPrefix(".") && format.endings.contains { name.lowercased().hasSuffix($0) }
    }
  }

  /// What pictures of formats end in that are not read.
  private static let otherEndings = [
    ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".avif",
  ]

  /// Those of some names that are called as pictures of other formats are.
  func unread(among names: [String]) -> [String] {
    names.filter { name in
      let small = name.lowercased()
      return !name.hasPrefix(".") && Self.otherEndings.contains(where: small.hasSuffix)
        && !format.endings.contains(where: small.hasSuffix)
    }
  }

  /// In the order of their bytes.
  static func sorted(_ names: [String]) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names of its pictures in the order of their bytes. Other files are passed over; see ``unread(among:)``.
  ///
  /// - Throws: no such folder, or one without pictures.
  func names() throws -> [String] {
    let all = try all()
    let names = pictures(among: all)
    guard !names.isEmpty else {
      throw folder.malformed(
        "holds no pictures (\(format.endings.joined(separator: ", ")))", notes: [instead(of: all)])
    }
    return Self.sorted(names)
  }

  /// What a folder without pictures holds, and how that is read.
  private func instead(of all: [String]) -> String {
    let folders = all.filter {
      !$0.hasPrefix(".") && Folder.isFolder(DataLocation.join(folder.path, $0))
    }
    guard let first = folders.first else { return Self.others(among: all) }
    if ClassFolders.areParts(folders) { return ClassFolders.partsNote(folders) }
    return "it holds the folders \(folders.quotedList(most: 6))"
      + "; 'label: folder' makes each a class, 'splits: {train: \(first.excerpt)}' reads one"
  }

  /// What a folder without pictures holds.
  static func others(among names: [String]) -> String {
    var counts: [String: Int] = [:]
    for name in names where !name.hasPrefix(".") {
      let parts = name.split(separator: ".")
      counts[parts.count < 2 ? "" : "." + (parts.last ?? "").lowercased(), default: 0] += 1
    }
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return "it holds no files"
    }
    let isOne = most.value == 1
    let ending =
      most.key.isEmpty
      ? "without an ending" : "that \(isOne ? "ends" : "end") in \(most.key.excerpt)"
    let isPicture = otherEndings.contains(most.key)
    return "it holds \(most.value) \(isOne ? "file" : "files") \(ending)"
      + (isPicture ? ", which is not read: write pictures as .png or .jpg" : "")
  }

  func file(_ name: String) -> DataFile { folder.appending(name) }

  /// What a file's header says.
  ///
  /// - Throws: a file that is no such picture or too large, by name.
  func describe(_ name: String) throws -> PictureInfo {
    let file = file(name)
    let info = try folder.placed { try format.describe(fileAt: file.path, name: file.written) }
    guard info.height <= Self.maximumPixels / max(info.width, 1) else {
      throw file.malformed(
        "is \(info.height) pixels high and \(info.width) wide; at most \(Self.maximumPixels) are read"
      )
    }
    return info
  }

  /// Whether a file ends as a whole one does.
  ///
  /// - Throws: a file that cannot be read.
  func endsWhole(_ name: String) throws -> Bool {
    try folder.placed { try format.endsWhole(fileAt: file(name).path) }
  }

  /// The picture in a file.
  ///
  /// - Throws: a file that is damaged, or not of the size that its header had, by name.
  func read(_ name: String, expecting info: PictureInfo) throws -> Picture {
    let file = file(name)
    let picture = try folder.placed {
      try format.read(
        fileAt: file.path, name: file.written, maximumPixels: Self.maximumPixels)
    }
    guard picture.height == info.height, picture.width == info.width,
      picture.channels == info.channels
    else { throw file.malformed("changed while it was read") }
    return picture
  }

  /// One digest of these files: SHA-256 over a line for each, `name\tsize\tSHA-256\n`, sorted by name.
  ///
  /// - Throws: a file that cannot be read.
  func digest(of names: [String]) throws -> FileDigest {
    var hash = SHA256()
    for name in Self.sorted(names) {
      let file = file(name)
      let bytes = try folder.placed {
        try InputFile.contents(of: file.path, maximum: format.maximumBytes)
      }
      let digest = SHA256.hexadecimal(of: bytes)
      hash.update("\(name)\t\(bytes.count)\t\(digest)\n")
    }
    return FileDigest(path: folder.written, sha256: hash.hexadecimal, files: names.count)
  }
}
