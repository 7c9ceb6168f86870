import Diagnostics

extension DataSet {
  /// How much of a set is looked at before anything is trained, in bytes as they are in memory: what takes some seconds at most.
  private static let mostExamined = 1 << 28

  /// What an examination looks at: of sets that have this in common, one is enough.
  public var examined: [String] {
    [fields.schema.name, limit.map { "\($0)" } ?? ""] + source.files.map(\.path)
  }

  /// Reads what the headers of its files do not tell, such as the pixels of pictures, as far as that takes some seconds.
  ///
  /// - Returns: a note of what was not looked at.
  /// - Throws: files that are damaged, by name.
  public func examine() throws -> Diagnostic? {
    guard !isMadeUp, !source.files.isEmpty, missingFiles.isEmpty else { return nil }
    let left = try source.examine(
      sourceDescription(), limit: limit, most: Self.mostExamined)
    return left.map { .note("'\(name)': \($0)", at: fields.range) }
  }
}
