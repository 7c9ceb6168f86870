import Artifacts
import Diagnostics

/// The pictures below a folder by their names, with their ending or without; each folder is listed once.
struct PictureNames {
  private let root: PictureFolder
  private let place: @Sendable (String) -> DataFile
  private var folders: [String: Names] = [:]

  /// The pictures of one folder, as they are called there.
  private struct Names {
    /// As the disk calls it.
    var folder = ""
    /// In order.
    var all: [String] = []
    var whole: [String: String] = [:]
    /// Without their ending; `nil` where several have it.
    var stems: [String: String?] = [:]
  }

  init(of root: PictureFolder, place: @escaping @Sendable (String) -> DataFile) {
    self.root = root
    self.place = place
  }

  /// Why a name is not looked for; `nil` where it may be.
  static func fault(of written: String) -> String? {
    guard !written.isEmpty else { return "the name of a picture is missing" }
    guard written.utf8.first != UInt8(ascii: "/"), !Folder.parts(of: written).contains(".."),
      !written.utf8.contains(0)
    else {
      return "'\(written.excerpt)' leads out of 'folder', at which names start"
    }
    return nil
  }

  /// What the picture is called, from the root.
  ///
  /// - Throws: a folder behind a link that leads out of what may be read, or that cannot be read.
  mutating func find(_ written: String) throws -> String? {
    let (folder, name) = Self.divided(written)
    let names = try names(in: folder)
    guard let found = names.whole[name] ?? (names.stems[name] ?? nil) else { return nil }
    return Self.join(names.folder, found)
  }

  /// What is said of a name that no picture has.
  mutating func missing(_ written: String) throws -> String {
    let (folder, name) = Self.divided(written)
    let inside = folder.isEmpty ? root.folder : root.folder.appending(folder)
    let there = try names(in: folder)
    let why =
      if there.stems[name] != nil {
        "; several pictures have that name, with other endings"
      } else if !root.unread(among: [name]).isEmpty {
        ", and such files are not read: write pictures as .png or .jpg"
      } else if written.contains("\\") {
        "; folders of a name are divided by '/'"
      } else {
        Suggestion.phrase(for: name, among: there.all)
      }
    return "there is no picture '\(name.excerpt)' in '\(inside.shown)'" + why
  }

  /// The folder, without `.`, and the name in it.
  private static func divided(_ written: String) -> (folder: String, name: String) {
    let parts = Folder.parts(of: written).filter { $0 != "." }
    return (parts.dropLast().joined(separator: "/"), parts.last.map(String.init) ?? "")
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : DataLocation.join(folder, name)
  }

  private func inside(_ folder: String) -> DataFile {
    folder.isEmpty ? root.folder : place(folder)
  }

  /// A folder as the disk calls it, for which an accented letter in one character is another than in two; pictures are found by either.
  private func called(_ folder: String) -> String {
    guard !Folder.isFolder(inside(folder).path) else { return folder }
    var there = ""
    for part in Folder.parts(of: folder) {
      let above = inside(there)
      guard above.refusal == nil,
        let name = (try? Folder.names(in: above.path))?.first(where: { $0 == part })
      else { return folder }
      there = Self.join(there, name)
    }
    return there
  }

  private mutating func names(in folder: String) throws -> Names {
    if let known = folders[folder] { return known }
    var names = Names()
    names.folder = called(folder)
    let inside = self.inside(names.folder)
    if let refusal = inside.refusal { throw refusal }
    if Folder.isFolder(inside.path) {
      names.all = root.pictures(among: try Folder.names(in: inside.path))
      for name in names.all {
        names.whole[name] = name
        guard let dot = name.lastIndex(of: ".") else { continue }
        let stem = String(name[..<dot])
        names.stems.updateValue(names.stems[stem] == nil ? name : nil, forKey: stem)
      }
    }
    folders[folder] = names
    return names
  }
}
