import Config
import Diagnostics
import Tensors

/// Where examples come from: a file, a folder, or a procedure.
///
/// A source only knows its files. What all sources share (splits, `holdout`, `train_where`, transforms,
/// `count`) is ``DataSet``'s.
public protocol Source: Sendable {
  /// The source's keys; the shared ones are in ``CommonFields``.
  static var schema: Schema { get }

  /// - Throws: fields that contradict each other.
  init(_ fields: Fields, location: DataLocation) throws

  /// The files that the source reads.
  var files: [DataFile] { get }
  /// What is known of the set when its files are not there, if anything is.
  var assumed: SourceDescription? { get }
  /// Reads as little as tells types and counts.
  ///
  /// - Throws: a file that is missing or malformed.
  func describe() throws -> SourceDescription
  /// Reads all examples, at most `limit` of each part.
  ///
  /// - Throws: a file that is missing or malformed.
  func load(limit: Int?) throws -> SourceContents
}

extension Source {
  public var files: [DataFile] { [] }
  public var assumed: SourceDescription? { nil }
}

/// One named tensor of every example: its type, without the axis of the examples.
public struct DataField: Hashable, Sendable {
  public let name: String
  /// As delivered: uint8 pictures are float32 here.
  public let type: TensorType

  public init(_ name: String, _ type: TensorType) {
    self.name = name
    self.type = type
  }
}

/// How many examples a set has, and whether it says itself which are for testing.
public enum SourceCounts: Hashable, Sendable {
  /// One part; `holdout` may cut it.
  case whole(Int)
  /// Training and test examples as the set defines them.
  case divided(train: Int, test: Int)

  var total: Int {
    switch self {
    case .whole(let count): count
    case .divided(let train, let test): train + test
    }
  }

  /// The counts when only the first `limit` examples of each part are used.
  func limited(to limit: Int?) -> SourceCounts {
    guard let limit else { return self }
    return switch self {
    case .whole(let count): .whole(min(count, limit))
    case .divided(let train, let test): .divided(train: min(train, limit), test: min(test, limit))
    }
  }
}

/// What a source holds, before transforms.
public struct SourceDescription: Hashable, Sendable {
  /// The main field first: the one that the bare name of the data means.
  public let fields: [DataField]
  public let counts: SourceCounts
  /// What the main field's elements lie in by the file's format, and what the bytes 0 and 255 stand for where
  /// they are stored as bytes: 0...255 in an IDX file.
  public let naturalRange: ClosedRange<Double>?
  /// The names of the float32 fields that are kept in memory as bytes.
  public let byteFields: Set<String>

  public init(
    fields: [DataField], counts: SourceCounts, naturalRange: ClosedRange<Double>? = nil,
    byteFields: Set<String> = []
  ) {
    precondition(!fields.isEmpty, "a source has a main field")
    self.fields = fields
    self.counts = counts
    self.naturalRange = naturalRange
    self.byteFields = byteFields
  }

  /// What one example takes in memory.
  var exampleBytes: Int {
    fields.reduce(0) {
      $0 + (byteFields.contains($1.name) ? $1.type.shape.count : $1.type.byteCount)
    }
  }
}

/// All examples of a source, the training part before the test part.
public struct SourceContents: Sendable {
  /// One array a field, `[N, …]`: float32, int32, or uint8 where a float32 field is stored compactly.
  public let arrays: [HostArray]
  public let counts: SourceCounts
  public let digests: [FileDigest]

  public init(arrays: [HostArray], counts: SourceCounts, digests: [FileDigest]) {
    self.arrays = arrays
    self.counts = counts
    self.digests = digests
  }
}
