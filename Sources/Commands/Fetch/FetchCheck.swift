import Artifacts

/// How the files of a recipe are.
public struct FetchCheck {
  /// A sentence for each that is another than it should be.
  public fileprivate(set) var wrong: [String] = []
  /// A sentence for each that is not there.
  public fileprivate(set) var absent: [String] = []
  /// How many were compared with what is stated, or was recorded when they came.
  public fileprivate(set) var compared = 0
}

extension Fetcher {
  /// Compares the files of a recipe with what is stated of them, or was recorded.
  ///
  /// - Throws: files that cannot be read.
  public func check(_ recipe: Recipe) throws -> FetchCheck {
    let records = try FetchRecords(state.records)
    var check = FetchCheck()
    for file in recipe.files {
      let goal = place(file.result)
      guard isThere(file) else {
        check.absent.append("'\(goal)' is not there")
        continue
      }
      let known = records.entries["\(recipe.name)/\(file.title)"]
      if file.unpack != nil {
        guard let files = known?.files, let bytes = known?.bytes else { continue }
        check.compared += 1
        let found = Folder.isFolder(goal) ? try FileTree(goal).size : (files: 0, bytes: 0)
        guard found != (files, bytes) else { continue }
        check.wrong.append(
          "'\(goal)' has \(found.files) files of \(found.bytes) bytes, and had \(files) of \(bytes)"
        )
      } else if let digest = file.digest ?? known?.digest {
        check.compared += 1
        let found = try ContentDigest.ofFile(goal)
        guard found != digest else { continue }
        let page = file.digest == nil ? nil : recipe.stated
        check.wrong.append(
          "'\(goal)' is another file: its SHA-256 is \(found), and should be \(digest)"
            + (page.map { ", as \($0) states" } ?? ""))
      }
    }
    return check
  }
}
