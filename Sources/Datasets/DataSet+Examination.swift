import Config
import Diagnostics
import Tensors

extension DataSet {
  /// How much of a set is looked at before anything is trained, in bytes as they are in memory: what takes some seconds at most.
  private static let mostExamined = 1 << 28

  /// What an examination looks at: of sets that have this in common, one is enough.
  public var examined: [String] { [fields.canonical().yaml()] + source.files.map(\.path) }

  /// Reads what the headers of its files do not tell, such as the pixels of pictures, as far as that takes some seconds.
  ///
  /// - Returns: a note of what was not looked at.
  /// - Throws: files that are damaged, by name; a filter that leaves nothing to train on; a range that nothing can be fitted to.
  public func examine() throws -> Diagnostic? {
    guard !isMadeUp, !source.files.isEmpty, missingFiles.isEmpty,
      sized?.set.missingFiles.isEmpty != false
    else { return nil }
    let described = try sourceDescription()
    let left = try source.examine(described, limit: limit, most: Self.mostExamined)
    if left == nil, dependsOnRows, isSmall(described) { _ = try load(budget: 0) }
    return left.map { .note("'\(name)': \($0)", at: fields.range) }
  }

  /// Whether its rows decide what is trained on, or what it is scaled by.
  private var dependsOnRows: Bool {
    fields.has("train_where") || transforms.contains { $0.transform.needsFit }
  }

  /// Whether its rows are few and stand in memory.
  private func isSmall(_ described: SourceDescription) -> Bool {
    let count = described.counts.limited(to: limit).total
    return described.decodedBytes == nil
      && count.multipliedClamped(by: described.exampleBytes) <= Self.mostExamined
  }
}
