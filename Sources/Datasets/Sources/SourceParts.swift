import Artifacts
import Config
import Diagnostics

/// The files of a source that reads one file, or one for training and one for testing.
struct SourceParts: Sendable {
  /// One file, or the training file and the test file.
  let files: [DataFile]
  /// The bytes of memory that reading them may take.
  let memory: Int

  static let fields = [
    Field("path", .path, .required, "The file, or with 'splits' the folder."),
    Field(
      "splits", .mapping(.path), .optional, "One file each for 'train' and 'test', within 'path'."),
  ]

  /// Reads `path` and `splits`.
  ///
  /// - Throws: splits other than `train` and `test`, or `holdout` beside both; a folder without splits.
  init(_ fields: Fields, location: DataLocation) throws {
    memory = location.memory
    let path = fields.has("path") ? location.resolve("path", of: fields) : nil
    guard fields.has("splits") else {
      guard let path else {
        throw Diagnostic("'path' says which file to read", at: fields.range)
      }
      guard !Folder.isFolder(path.path) else { throw Self.folder(path) }
      files = [path]
      return
    }
    files = try Self.splits(fields).map { location.resolve($0, in: path) }
  }

  /// A folder in the place of a file, with what it holds.
  private static func folder(_ folder: DataFile) -> Diagnostic {
    let names = ((try? Folder.names(in: folder.path)) ?? []).filter { name in
      !name.hasPrefix(".") && !Folder.isFolder(DataLocation.join(folder.path, name))
    }.sorted()
    guard let train = names.first(where: { $0.lowercased().contains("train") }) ?? names.first
    else { return folder.malformed("is a folder, not a file") }
    let test = names.first { $0 != train }.map { ", test: \($0.excerpt)" } ?? ""
    return folder.malformed(
      "is a folder, not a file",
      notes: [
        "it holds the files \(names.quotedList(most: 6)); 'splits: {train: \(train.excerpt)\(test)}' names them"
      ])
  }

  /// What `splits` says of training, and of testing where it does.
  ///
  /// - Throws: other splits, or none for training.
  static func splits(_ fields: Fields) throws -> [FieldValue] {
    let splits = fields.mapping("splits")
    for (name, value) in splits where name != "train" && name != "test" {
      throw Diagnostic(
        "a set has the splits 'train' and 'test', not '\(name)'", at: value.keyRange ?? value.range)
    }
    guard let train = splits["train"] else {
      throw Diagnostic("'splits' names the training part: 'train'", at: fields.range(of: "splits"))
    }
    return [train] + (splits["test"].map { [$0] } ?? [])
  }

  func counts(_ counts: [Int]) -> SourceCounts {
    counts.count == 1 ? .whole(counts[0]) : .divided(train: counts[0], test: counts[1])
  }
}
