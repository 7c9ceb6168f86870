import Config
import Diagnostics
import Tensors

/// A data set that is in memory, or of which it is known where each example is.
public struct LoadedData: Sendable {
  public let name: String
  /// As delivered.
  public let fields: [DataField]
  public let train: Examples
  /// The set's test part; where it has none, the training part.
  public let test: Examples
  public let shuffles: Bool
  /// Whether training sees one example and always the same.
  public let isConstant: Bool
  /// Of every file, or folder of pictures, that was read.
  public let digests: [FileDigest]
  /// What is to be told: files that were left out.
  public let warnings: [Diagnostic]
  /// What decoded examples that are kept take.
  public let keptBytes: Int
  let seed: UInt64
}

extension DataSet {
  /// Reads all files, splits, filters, fits and scales.
  ///
  /// - Parameter budget: how many bytes of decoded examples are kept.
  /// - Throws: a missing or malformed file; a filter that leaves nothing to train on; a range that nothing can be fitted to.
  public func load(budget: Int = DecodedBudget.standard) throws -> LoadedData {
    let described = try sourceDescription()
    let contents = try source.load(limit: limit)
    if limit == nil { try checkPins(contents.digests) }
    var stored: [HostArray]?
    var decoded: DecodedExamples?
    switch contents.examples {
    case .arrays(let arrays):
      try check(arrays, described.fields)
      stored = arrays
    case .decoded(let decoder):
      decoded = DecodedExamples(decoder, count: contents.counts.total, budget: budget)
    }
    let split = try RowSplit(counts: contents.counts, fields: fields, seed: seed, name: name)
    var train = split.train
    if let filter = try rowFilter(
      fields: described.fields, arrays: stored ?? decoded.map { try $0.scalars(described.fields) })
    {
      train = train.filter { filter.accepts(Int($0)) }
    }
    guard !train.isEmpty else {
      throw Diagnostic(
        "'\(name)' has no examples to train on", at: fields.range,
        notes: [
          .init("\(split.train.count) before 'train_where'", at: fields.range(of: "train_where"))
        ])
    }
    let prepared = try preparation(described)
    // Fitted before 'train_where', so that what it leaves out does not change what the others become.
    let columns = try prepared.columns(
      described.fields, stored: stored, decoded: decoded, fitRows: split.train)
    let store = ExampleStore(columns, decoded: decoded)
    let training = Examples(store: store, rows: train)
    return LoadedData(
      name: name, fields: prepared.fields, train: training,
      test: split.test.map { Examples(store: store, rows: $0) } ?? training, shuffles: shuffles,
      isConstant: train.count == 1 && !prepared.isRandom, digests: contents.digests,
      warnings: contents.warnings, keptBytes: decoded?.keptBytes ?? 0, seed: seed)
  }

  /// - Throws: arrays that are not what the headers said.
  private func check(_ arrays: [HostArray], _ described: [SourceField]) throws {
    for (field, array) in zip(described, arrays) {
      let stored = TensorType(
        Shape(Array(array.shape.extents.dropFirst())),
        array.element == .uint8 ? .float32 : array.element)
      guard stored == field.type else {
        throw Diagnostic(
          "'\(name)' changed while it was read: '\(field.name)' was \(field.type), is \(stored)",
          at: fields.range)
      }
    }
  }
}
