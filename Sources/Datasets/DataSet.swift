import Config
import Diagnostics
import Tensors

/// One entry of `data:`: a source and what is done with its examples.
///
/// ```swift
/// // Config makes the fields: type `.variant(by: "source", of: SourceCatalogue.catalogue)`.
/// let beats = try DataSet(name: "beat", fields: fields, location: location, seed: 42)
/// let description = try beats.describe()                             // shapes, before any data is read
/// let loaded = try beats.load()                                      // loaded.train, loaded.test
/// ```
public struct DataSet: Sendable {
  public let name: String
  /// Whether each epoch has an order of its own.
  public let shuffles: Bool
  let fields: Fields
  let source: any Source
  let seed: UInt64
  let transforms: [any Transform]

  /// - Throws: fields that contradict each other, and transforms likewise.
  public init(name: String, fields: Fields, location: DataLocation, seed: UInt64) throws {
    self.name = name
    self.fields = fields
    self.seed = seed
    shuffles = fields.boolean("shuffle")
    var errors = DiagnosticList()
    let source = try errors.collect { try SourceCatalogue.make(fields, location: location) }
    var transforms: [any Transform] = []
    if fields.has("scale"), fields.has("transforms") {
      errors.add(
        Diagnostic(
          "'scale' is short for one transform; with 'transforms' it is one of them",
          at: fields.range(of: "scale"), notes: [.init("write 'transforms: [{scale: …}, …]'")]))
    } else if fields.has("scale") {
      let scale = try errors.collect { try Scale(fields.fields("scale")) }
      if let scale { transforms.append(scale) }
    } else if fields.has("transforms") {
      for value in fields.list("transforms") {
        let made = try errors.collect { try TransformCatalogue.make(value.fields()) }
        if let made { transforms.append(made) }
      }
    }
    try errors.throwIfErrors()
    guard let source else { throw errors }
    self.source = source
    self.transforms = transforms
  }

  /// Whether an example is another at each pass over the data.
  public var isRandom: Bool { transforms.contains { $0.isRandom } }

  /// A note for every file of the source that is not there.
  public var missingFiles: [Diagnostic] {
    let missing = source.files.filter { !$0.exists }
    guard missing.count > 1, let first = missing.first else {
      return missing.map { $0.missing(.note) }
    }
    let names = missing.map { "'\($0.written)'" }.joined(separator: ", ")
    return [
      Diagnostic(
        .note, "there are no files \(names)", at: first.range, notes: first.missing(.note).notes)
    ]
  }

  /// What training will find, from the files' headers; where files are missing and the source is one of a known form, that.
  ///
  /// - Throws: a missing or malformed file; a split, filter or transform that does not fit it.
  public func describe() throws -> DataDescription {
    let described: SourceDescription
    if let assumed = source.assumed, !missingFiles.isEmpty {
      described = assumed
    } else {
      described = try source.describe()
    }
    let limit = fields.has("count") ? fields.integer("count") : nil
    let counts = described.counts.limited(to: limit)
    let split = try RowSplit.counts(counts, fields: fields)
    _ = try rowFilter(fields: described.fields, arrays: nil)
    _ = try prepared(described)
    return DataDescription(
      fields: described.fields,
      trainCount: fields.has("train_where") ? nil : split.train,
      testCount: split.test,
      trainsOnTest: split.test != nil && fields.text("split") != "train",
      memoryBytes: counts.total * (described.exampleBytes + 2 * MemoryLayout<UInt32>.size))
  }

  /// As ``describe()``; `nil` where the files are not there and the source's form says nothing of shapes.
  public func describeIfKnown() throws -> DataDescription? {
    if source.assumed == nil, !missingFiles.isEmpty { return nil }
    return try describe()
  }

  /// The transforms, told what they stand behind.
  func prepared(_ described: SourceDescription) throws -> [any Transform] {
    guard !transforms.isEmpty else { return [] }
    let main = described.fields[0]
    guard main.type.element == .float32 else {
      throw Diagnostic(
        "'\(main.name)' holds whole numbers (\(main.type)), which transforms do not work on",
        at: fields.range(of: fields.has("scale") ? "scale" : "transforms"))
    }
    var input = TransformInput(shape: main.type.shape, naturalRange: described.naturalRange)
    var afterRandom = false
    return try transforms.map { transform in
      var transform = transform
      input = try transform.prepare(for: input)
      if transform.needsFit, afterRandom {
        throw Diagnostic(
          "'fit: train' stands before every random transform, since it reads the examples once",
          at: fields.range(of: "transforms"))
      }
      afterRandom = afterRandom || transform.isRandom
      return transform
    }
  }

  /// What `train_where` says of a row, or `nil` where it is not written.
  func rowFilter(fields described: [DataField], arrays: [HostArray]?) throws -> RowFilter? {
    guard fields.has("train_where") else { return nil }
    return try RowFilter(
      fields.expression("train_where"), name: name, fields: described, arrays: arrays)
  }
}

/// What a data set delivers.
public struct DataDescription: Hashable, Sendable {
  /// The main field first: the one that the bare name of the data means. Types are those of one example.
  public let fields: [DataField]
  /// `nil` where `train_where` decides when the data is read.
  public let trainCount: Int?
  /// `nil` where the set has no test part: then what is asked of the test part is answered with the training part.
  public let testCount: Int?
  /// Whether training reads examples of the test part: `split: all` or `split: test`.
  public let trainsOnTest: Bool
  /// What the examples take in memory, with two row numbers each: of the split and of the epoch's order.
  public let memoryBytes: Int

  public var main: DataField { fields[0] }
  public func field(_ name: String) -> DataField? { fields.first { $0.name == name } }
}
