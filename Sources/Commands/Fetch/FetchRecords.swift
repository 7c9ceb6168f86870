import Artifacts
import Diagnostics

/// What was downloaded into a folder, so that what nobody stated is known from the first time on: `D/.fetch/records.json`.
struct FetchRecords {
  struct Entry: Equatable {
    var size: Int
    var digest: String
    /// How many files and bytes an archive left.
    var files: Int?
    var bytes: Int?
  }

  private let path: String
  private(set) var entries: [String: Entry] = [:]
  /// Recipes whose terms were agreed to.
  private(set) var agreed: Set<String> = []

  init(_ path: String) throws {
    self.path = path
    guard Folder.exists(path) else { return }
    let bytes = try InputFile.contents(of: path, maximum: 1 << 26)
    guard let json = try? JSONParser.parse(bytes), case .object(let files)? = json["files"],
      case .array(let agreed)? = json["agreed"]
    else {
      throw Diagnostic(
        "'\(path)' is no record of downloads", at: nil,
        notes: [.init("remove it; what is downloaded is recorded anew")])
    }
    for member in files {
      guard case .integer(let size)? = member.value["size"], Recipe.File.sizes.contains(size),
        case .string(let digest)? = member.value["sha256"]
      else { continue }
      var entry = Entry(size: size, digest: digest)
      if case .integer(let count)? = member.value["unpacked_files"] { entry.files = count }
      if case .integer(let bytes)? = member.value["unpacked_bytes"] { entry.bytes = bytes }
      entries[member.key] = entry
    }
    for name in agreed { if case .string(let name) = name { self.agreed.insert(name) } }
  }

  mutating func set(_ file: String, _ entry: Entry) throws {
    entries[file] = entry
    try write()
  }

  mutating func agree(_ recipe: String) throws {
    agreed.insert(recipe)
    try write()
  }

  private func write() throws {
    let files = entries.sorted { $0.key < $1.key }.map { name, entry in
      var members: [JSON.Member] = [
        .init("size", .integer(entry.size)), .init("sha256", .string(entry.digest)),
      ]
      if let count = entry.files { members.append(.init("unpacked_files", .integer(count))) }
      if let bytes = entry.bytes { members.append(.init("unpacked_bytes", .integer(bytes))) }
      return JSON.Member(name, .object(members))
    }
    let json = JSON.object([
      "files": .object(files), "agreed": .array(agreed.sorted().map(JSON.string)),
    ])
    try TextFile.write(json.description + "\n", to: path)
  }
}
