import Config
import Diagnostics
import Tensors

/// A data set in memory.
public struct LoadedData: Sendable {
  public let name: String
  public let fields: [DataField]
  public let train: Examples
  /// The set's test part; where it has none, the training part.
  public let test: Examples
  public let shuffles: Bool
  /// Of every file that was read.
  public let digests: [FileDigest]
  let seed: UInt64
}

extension DataSet {
  /// Reads all files, splits, filters, fits and scales.
  ///
  /// - Throws: a missing or malformed file; a filter that leaves nothing to train on; a range that nothing can be fitted to.
  public func load() throws -> LoadedData {
    let described = try source.describe()
    let limit = fields.has("count") ? fields.integer("count") : nil
    let contents = try source.load(limit: limit)
    for (field, array) in zip(described.fields, contents.arrays) {
      let stored = TensorType(
        Shape(Array(array.shape.extents.dropFirst())),
        array.element == .uint8 ? .float32 : array.element)
      guard stored == field.type else {
        throw Diagnostic(
          "'\(name)' changed while it was read: '\(field.name)' was \(field.type), is \(stored)",
          at: fields.range)
      }
    }
    let split = try RowSplit(counts: contents.counts, fields: fields, seed: seed, name: name)
    var train = split.train
    if let filter = try rowFilter(fields: described.fields, arrays: contents.arrays) {
      train = train.filter { filter.accepts(Int($0)) }
    }
    guard !train.isEmpty else {
      throw Diagnostic(
        "'\(name)' has no examples to train on", at: fields.range,
        notes: [
          .init("\(split.train.count) before 'train_where'", at: fields.range(of: "train_where"))
        ])
    }
    var columns = zip(described.fields, contents.arrays).enumerated().map {
      Column(
        field: $1.0, storage: $1.1, bytes: $0 == 0 ? described.naturalRange : nil)
    }
    for (position, transform) in try prepared(described).enumerated() {
      let stream = RandomStream(
        seed: seed,
        path: ["data", name, "transforms", String(position), type(of: transform).schema.name])
      try columns[0].append(transform, stream: stream, trainRows: train)
    }
    let training = Examples(fields: described.fields, columns: columns, rows: train)
    let testing = split.test.map {
      Examples(fields: described.fields, columns: columns, rows: $0)
    }
    return LoadedData(
      name: name, fields: described.fields, train: training, test: testing ?? training,
      shuffles: shuffles, digests: contents.digests, seed: seed)
  }
}
