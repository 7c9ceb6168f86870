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
  /// Whether to shuffle the examples anew for each epoch.
  public let shuffles: Bool
  /// Whether its numbers are made up in the place of files that are not there.
  public let isMadeUp: Bool
  let fields: Fields
  let source: any Source
  let seed: UInt64
  let transforms: [WrittenTransform]
  /// What the files' headers say, read once.
  private let known = Once<SourceDescription>()
  /// Whether the files were compared with their digests.
  private let pinned = Once<Void>()
  /// The set whose size this one takes, once ``linked(_:)``.
  private(set) var sized: Sized?

  /// - Throws: fields that contradict each other, and transforms likewise.
  public init(name: String, fields: Fields, location: DataLocation, seed: UInt64) throws {
    self.name = name
    self.fields = fields
    self.seed = seed
    shuffles = fields.boolean("shuffle")
    var errors = DiagnosticList()
    let source = try errors.collect { try SourceCatalogue.make(fields, location: location) }
    let transforms = try errors.collect { try Self.transforms(fields) }
    try errors.throwIfErrors()
    guard let source, let transforms else { throw errors }
    if let refusal = source.files.lazy.compactMap(\.refusal).first { throw refusal }
    let isThere = source.files.allSatisfy(\.exists)
    let madeUp = isThere || !location.makesUp ? nil : MadeUpSource(for: source)
    isMadeUp = madeUp != nil
    self.source = madeUp ?? source
    self.transforms = source.transforms.map { WrittenTransform($0) } + transforms
  }

  /// The ways of writing transforms, of which a set has one.
  private static let transformsKeys = ["scale", "preprocess", "transforms"]

  /// That in which they are written here, if there are any.
  public var transformsKey: String? { Self.transformsKeys.first { fields.has($0) } }

  /// The transforms that are written, in order.
  private static func transforms(_ fields: Fields) throws -> [WrittenTransform] {
    let written = transformsKeys.filter { fields.has($0) }
    guard written.count < 2 else {
      throw Diagnostic(
        "'\(written[0])' is short for one transform; with '\(written[1])' it is one of them",
        at: fields.range(of: written[0]),
        notes: [
          .init("write 'transforms: [{\(written[0]): …}, …]'"),
          .init("'\(written[0]): null' leaves out one that stands in the file or its base"),
        ])
    }
    if fields.has("scale") {
      return [WrittenTransform(try Scale(fields.fields("scale")), fields.fields("scale"))]
    }
    if fields.has("preprocess") {
      let mode = Preprocessing(rawValue: fields.text("preprocess")) ?? .caffe
      return [WrittenTransform(Preprocess(mode, at: fields.range(of: "preprocess")))]
    }
    guard fields.has("transforms") else { return [] }
    var errors = DiagnosticList()
    let made = try fields.list("transforms").compactMap { value in
      try errors.collect {
        WrittenTransform(try TransformCatalogue.make(value.fields()), value.fields())
      }
    }
    try errors.throwIfErrors()
    return made
  }

  /// Whether its training examples are chosen by draws or by their values, not by the order of the file.
  public var choosesExamples: Bool {
    fields.number("holdout") > 0 && fields.text("split") != "all" || fields.has("train_where")
  }

  /// The files and folders that it is read from.
  public var files: [DataFile] { source.files }

  /// The files and folders of the source that are not there.
  package var missing: [DataFile] { source.files.filter { !$0.exists } }

  /// The end of a note of ``missingFiles``: what may be meant in the place of what is not there; empty where nothing is known.
  package var nearestToMissing: String {
    let missing = missing
    // Of several files, each may have another beside it.
    guard missing.count == 1 || missing.allSatisfy(\.isFolder) else { return "" }
    return missing.first?.nearest ?? ""
  }

  /// A note for every file of the source that is not there.
  public var missingFiles: [Diagnostic] {
    let missing = missing
    guard missing.count > 1, let first = missing.first else {
      return missing.map { $0.missing(.note) }
    }
    let names = missing.map { "'\($0.shown)'" }.joined(separator: ", ")
    let areFolders = missing.allSatisfy(\.isFolder)
    // Where they stand in a folder that is not there either, its name is wrong, not theirs.
    let isWithout = first.firstMissing != first && fields.has("path")
    return [
      Diagnostic.note(
        areFolders
          ? "there are no folders \(names)\(nearestToMissing)" : "there are no files \(names)",
        at: isWithout ? fields.range(of: "path") : first.range,
        notes: first.missing(.note).notes)
    ]
  }

  /// Whether a file is not there whose path is the writer's own, `../pics`, so that it is a mistake: what begins with `data/` may
  /// come later.
  public var lacksOwnFiles: Bool { source.files.contains { !$0.exists && $0.isOwn } }

  /// What training will find, from the files' headers; where files are missing and the source is one of a known form, that.
  ///
  /// - Parameter wishes: which sizes of pictures the experiment takes, for messages.
  /// - Throws: a missing or malformed file; a split, filter or transform that does not fit it.
  public func describe(wishes: PictureWishes = { _, _ in nil }) throws -> DataDescription {
    let described: SourceDescription
    if let assumed = source.assumed, !missingFiles.isEmpty {
      described = assumed
    } else {
      described = try sourceDescription()
    }
    if isPinned, missingFiles.isEmpty {
      try pinned.value { try checkPins(fileDigests()) }
    }
    let counts = described.counts.limited(to: limit)
    let split = try RowSplit.counts(counts, fields: fields)
    _ = try rowFilter(fields: described.fields, arrays: nil)
    let prepared = try preparation(described, wishes: wishes)
    let trainCount = fields.has("train_where") || described.mayHaveFewer ? nil : split.train
    let stored = counts.total.multipliedClamped(by: described.exampleBytes)
    let rowNumbers = counts.total * 2 * MemoryLayout<UInt32>.size
    return DataDescription(
      fields: prepared.fields, ranges: prepared.ranges,
      classes: try described.fields.map { try classes(of: $0, counts) },
      isFiltered: fields.has("train_where"),
      warnings: source.remarks + described.warnings + prepared.warnings
        + classesLeftOut(of: described.fields),
      sourceCount: described.counts.total, trainCount: trainCount,
      testCount: split.test,
      trainsOnTest: split.test != nil && fields.text("split") != "train",
      isConstant: trainCount == 1 && !prepared.isRandom,
      storedBytes: described.decodedBytes != nil
        ? rowNumbers : rowNumbers.addingClamped(stored),
      decodedBytes: described.decodedBytes ?? 0, readingBytes: described.readingBytes)
  }

  /// As ``describe(wishes:)``; `nil` where the files are not there and the source's form says nothing of shapes.
  public func describeIfKnown(wishes: PictureWishes = { _, _ in nil }) throws -> DataDescription? {
    if source.assumed == nil, !missingFiles.isEmpty { return nil }
    if let other = sized?.set, !other.missingFiles.isEmpty { return nil }
    return try describe(wishes: wishes)
  }

  /// The words of a text, cut as those of the examples are; `nil` where examples are no words.
  public func words(of text: String) -> [String]? { source.standardization?.words(text.utf8) }

  /// What stands between words where they are a text again: nothing where they are characters.
  public var wordSeparator: String { source.standardization?.separator ?? " " }

  /// At most this many examples of each part are used.
  var limit: Int? { fields.has("count") ? fields.integer("count") : nil }

  func sourceDescription() throws -> SourceDescription {
    try known.value { try source.describe(limit: limit) }
  }

  /// The transforms, told what they stand behind.
  func preparation(
    _ described: SourceDescription, wishes: PictureWishes = { _, _ in nil }
  ) throws -> Preparation {
    var transforms = transforms
    if let reference = source.sizeReference, let other = sized?.set {
      guard let size = PictureSize(try other.describe().main.type.shape) else {
        throw Diagnostic("'\(reference.name)' has no pictures, and so no size", at: reference.range)
      }
      transforms.insert(
        WrittenTransform(
          Resize(
            .exactly(height: size.height, width: size.width), method: reference.method)), at: 0)
    }
    let key = transformsKey
    return try Preparation(
      transforms, behind: described.fields, name: name, seed: seed,
      at: key.map { fields.range(of: $0) } ?? fields.range, writtenAs: key, wishes: wishes)
  }

  /// What `train_where` says of a row, or `nil` where it is not written.
  func rowFilter(fields described: [SourceField], arrays: [HostArray]?) throws -> RowFilter? {
    guard fields.has("train_where") else { return nil }
    return try RowFilter(
      fields.expression("train_where"), name: name, fields: described, arrays: arrays)
  }
}

extension DataSet {
  /// A set that another takes its size from.
  final class Sized: Sendable {
    let set: DataSet
    init(_ set: DataSet) { self.set = set }
  }

  /// The set, knowing the others of its experiment, to which it may refer by name.
  ///
  /// - Throws: a reference to no other set, or to one that refers to another itself.
  public func linked(to others: [String: DataSet]) throws -> DataSet {
    guard let reference = source.sizeReference else { return self }
    let names = others.keys.filter { $0 != name }.sorted()
    guard reference.name != name, let other = others[reference.name] else {
      throw Diagnostic(
        "there is no other data '\(reference.name)' to take the size from"
          + Suggestion.phrase(for: reference.name, among: names), at: reference.range)
    }
    if let further = other.source.sizeReference {
      throw Diagnostic(
        "'\(reference.name)' takes its size from '\(further.name)'; so write 'size: \(further.name)'",
        at: reference.range)
    }
    var linked = self
    linked.sized = Sized(other)
    return linked
  }
}

/// What a data set delivers.
public struct DataDescription: Hashable, Sendable {
  /// The main field first: the one that the bare name of the data means. Types are those of one example.
  public let fields: [DataField]
  /// What the elements of each field lie in, by its format and transforms; `nil` where that is not known.
  public let ranges: [ClosedRange<Double>?]
  /// The classes that the whole numbers of each field are; `nil` where they are not known before the examples are read.
  public let classes: [ClassNumbers?]
  /// Whether `train_where` decides which examples are trained on.
  public let isFiltered: Bool
  /// What is odd about its transforms.
  public let warnings: [Diagnostic]
  /// The examples of the source, before any are chosen.
  public let sourceCount: Int
  /// `nil` where `train_where` decides when the data is read.
  public let trainCount: Int?
  /// `nil` where the set has no test part: then what is asked of the test part is answered with the training part.
  public let testCount: Int?
  /// Whether training reads examples of the test part: `split: all` or `split: test`.
  public let trainsOnTest: Bool
  /// Whether training sees one example and always the same: it makes no epochs, and what depends on it alone is computed once.
  public let isConstant: Bool
  /// What is in memory as long as the set is: the examples, where they are not decoded when asked for, and two row numbers each, of
  /// the split and of the epoch's order.
  public let storedBytes: Int
  /// What all examples that are decoded when asked for take; as many of them are kept as there is room for.
  public let decodedBytes: Int
  /// What reading takes for a while, before anything is trained; 0 where it is not known.
  public let readingBytes: Int

  public var main: DataField { fields[0] }
  public func field(_ name: String) -> DataField? { fields.first { $0.name == name } }
  public func range(of name: String) -> ClosedRange<Double>? {
    fields.firstIndex { $0.name == name }.flatMap { ranges[$0] }
  }
  public func classes(of name: String) -> ClassNumbers? {
    fields.firstIndex { $0.name == name }.flatMap { classes[$0] }
  }
}
