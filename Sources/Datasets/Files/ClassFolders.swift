import Artifacts
import Diagnostics

/// The pictures of a folder that has one folder for each class, as Keras and torchvision read them.
///
/// Classes are numbered in the order of the bytes of their names. A class has the pictures of its folder and of those within, but not of links to
/// folders within: so no circle is walked.
struct ClassFolders: Sendable {
  /// What parts of a set are called, rather than classes.
  private static let partNames: Set<String> = [
    "train", "training", "test", "testing", "val", "valid", "validation",
  ]

  let classes: [String]
  /// From the folder, as `cats/1.png`: the first of each class, then the second of each, so that the first examples are of all classes.
  let names: [String]
  /// The class of each.
  let labels: [Int]
  /// Pictures beside the folders, which are of no class.
  let strays: [String]
  /// Pictures of formats that are not read.
  let unread: [String]

  /// - Parameter most: how many classes are read.
  /// - Throws: a folder without folders; a class without pictures; names that are no text, or read alike; folders of parts.
  init(of root: PictureFolder, most: Int = CSVReader.maximumClasses) throws {
    let all = try root.all()
    let folder = root.folder
    for name in all where !name.hasPrefix(".") {
      let path = DataLocation.join(folder.path, name)
      guard !Folder.exists(path) else { continue }
      try Self.checkText(name, in: folder)
      if Folder.isLink(path) {
        throw folder.malformed("'\(name.excerpt)' is a link that leads nowhere")
      }
    }
    let found = PictureFolder.sorted(
      all.filter { !$0.hasPrefix(".") && Folder.isFolder(DataLocation.join(folder.path, $0)) })
    guard !found.isEmpty else {
      throw folder.malformed(
        "holds no folders, each of which would be a class",
        notes: ["without 'label: folder' its pictures are read, and have no labels"])
    }
    try Self.check(found, of: folder, most: most)
    let files = try found.map { try Self.files(of: $0, in: root) }
    let pictures = files.map(\.pictures)
    let empty = found.indices.filter { pictures[$0].isEmpty }
    guard empty.isEmpty else { throw Self.mistake(empty.map { found[$0] }, of: root) }
    var rows = Array(
      repeating: [(name: String, label: Int)](), count: pictures.map(\.count).max() ?? 0)
    for (label, own) in pictures.enumerated() {
      for (row, name) in own.enumerated() { rows[row].append((name, label)) }
    }
    let examples = rows.flatMap { $0 }
    classes = found
    names = examples.map(\.name)
    labels = examples.map(\.label)
    let folders = Set(found)
    strays = root.pictures(among: all).filter { !folders.contains($0) }
    unread = files.flatMap(\.unread)
  }

  /// - Throws: the name of something that is not there, for it is no text and so was read as another.
  private static func checkText(_ name: String, in folder: DataFile) throws {
    guard name.unicodeScalars.contains("\u{FFFD}") else { return }
    throw folder.malformed("holds a name that is no UTF-8 text: '\(name.excerpt)'; rename it")
  }

  /// - Throws: too many classes; names that read alike; folders that are parts.
  private static func check(_ classes: [String], of folder: DataFile, most: Int) throws {
    guard classes.count <= most else {
      throw folder.malformed(
        "holds \(classes.count) folders; at most \(most) classes are read")
    }
    // Texts are equal where they read alike, whatever their bytes.
    for (name, next) in zip(classes.sorted(), classes.sorted().dropFirst()) where name == next {
      throw folder.malformed("holds two folders whose names read alike: '\(name.excerpt)'")
    }
    guard classes.count > 1, classes.allSatisfy({ partNames.contains($0.lowercased()) }) else {
      return
    }
    throw folder.malformed("holds parts, not classes", notes: [partsNote(classes)])
  }

  /// Whether folders are named as parts of a set are.
  static func areParts(_ names: [String]) -> Bool {
    names.contains { $0.lowercased().hasPrefix("train") }
      && names.allSatisfy { partNames.contains($0.lowercased()) }
  }

  /// How the parts of a set are named.
  static func partsNote(_ names: [String]) -> String {
    let train = names.first { $0.lowercased().hasPrefix("train") } ?? names[0]
    let test = names.first { $0 != train }
    return "it holds the folders \(names.quotedList(most: 6)); 'splits: {train: \(train.excerpt)"
      + (test.map { ", test: \($0.excerpt)" } ?? "") + "}' names them"
  }

  /// The names of a class's pictures, and of those that are not read, from the root.
  private static func files(
    of name: String, in root: PictureFolder
  ) throws -> (pictures: [String], unread: [String]) {
    var found: [String] = []
    var unread: [String] = []
    var open = [name]
    while let folder = open.popLast() {
      let path = DataLocation.join(root.folder.path, folder)
      let all = try Folder.names(in: path)
      let pictures = Set(root.pictures(among: all))
      let others = Set(root.unread(among: all))
      for name in all where !name.hasPrefix(".") {
        let inner = DataLocation.join(path, name)
        if pictures.contains(name) {
          found.append(DataLocation.join(folder, name))
        } else if !Folder.exists(inner) {
          try checkText(name, in: root.folder.appending(folder))
        } else if Folder.isFolder(inner), !Folder.isLink(inner) {
          open.append(DataLocation.join(folder, name))
        } else if others.contains(name) {
          unread.append(DataLocation.join(folder, name))
        }
      }
    }
    return (PictureFolder.sorted(found), PictureFolder.sorted(unread))
  }

  /// Classes without pictures.
  private static func mistake(_ empty: [String], of root: PictureFolder) -> Diagnostic {
    let endings = root.format.endings.joined(separator: ", ")
    guard empty.count == 1 else {
      return root.folder.malformed(
        "\(empty.count) of its folders hold no pictures (\(endings)): \(empty.quotedList(most: 6))",
        notes: ["with 'label: folder' each is a class"])
    }
    let folder = root.folder.appending(empty[0])
    let all = (try? Folder.names(in: folder.path)) ?? []
    return folder.malformed(
      "holds no pictures (\(endings))",
      notes: ["with 'label: folder' each folder is a class", PictureFolder.others(among: all)])
  }
}
