/// The names in an archive, each of which can be unpacked beside the others, also on a disk that does not tell capitals
/// apart.
struct ArchiveNames {
  /// In small letters, as the folders are that they stand in.
  private var files: Set<String> = []
  private var folders: Set<String> = []

  enum Clash {
    case sameFile
    /// This would be a file and a folder: `aa` of `aa` and `aa/b`.
    case fileAndFolder(String)
  }

  var count: Int { files.count }

  /// Takes one more name, whose parts are divided by slashes.
  ///
  /// - Returns: what is in its way; `nil` where nothing is.
  mutating func add(_ name: String) -> Clash? {
    let slashes = name.utf8.indices.filter { name.utf8[$0] == UInt8(ascii: "/") }
    let parents = slashes.map { String(name[..<$0]) }
    if folders.contains(name.lowercased()) { return .fileAndFolder(name) }
    if let file = parents.first(where: { files.contains($0.lowercased()) }) {
      return .fileAndFolder(file)
    }
    guard files.insert(name.lowercased()).inserted else { return .sameFile }
    folders.formUnion(parents.map { $0.lowercased() })
    return nil
  }
}
