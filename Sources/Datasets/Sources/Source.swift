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
  /// What the set may be supposed to be for its time alone, when its files are not there.
  var supposed: SourceDescription? { get }
  /// Transforms that stand before those of the experiment: what `height: 400` of a picture means.
  var transforms: [any Transform] { get }
  /// The data set whose size the pictures of this one take.
  var sizeReference: SizeReference? { get }
  /// How texts are cut into words, where the main field is the numbers of words.
  var standardization: Standardization? { get }
  /// What is odd about its keys.
  var remarks: [Diagnostic] { get }
  /// Reads as little as tells types and counts; of files with one example each, the headers of the first `limit` of each part.
  ///
  /// - Throws: a file that is missing or malformed.
  func describe(limit: Int?) throws -> SourceDescription
  /// Reads what ``describe(limit:)`` did not look at, and keeps nothing: of `described`, about as much as takes `most` bytes of memory.
  ///
  /// - Returns: what was not looked at, as a sentence; `nil` where all was.
  /// - Throws: a file that is damaged.
  func examine(_ described: SourceDescription, limit: Int?, most: Int) throws -> String?
  /// Reads all examples, at most `limit` of each part, or what reads them when they are asked for.
  ///
  /// - Throws: a file that is missing or malformed.
  func load(limit: Int?) throws -> SourceContents
  /// SHA-256 of the files as ``load(limit:)`` gives it, with nothing kept of them.
  ///
  /// - Throws: a file that cannot be read.
  func digests(limit: Int?) throws -> [FileDigest]
}

extension Source {
  public var files: [DataFile] { [] }
  public var assumed: SourceDescription? { nil }
  public var supposed: SourceDescription? { assumed }
  public var transforms: [any Transform] { [] }
  public var sizeReference: SizeReference? { nil }
  public var standardization: Standardization? { nil }
  public var remarks: [Diagnostic] { [] }

  /// Reads all, or nothing where that is too much.
  public func examine(_ described: SourceDescription, limit: Int?, most: Int) throws -> String? {
    let count = described.counts.limited(to: limit).total
    guard count.multipliedClamped(by: described.exampleBytes) <= most else {
      return "of so much data only the headers are looked at"
    }
    _ = try load(limit: limit)
    return nil
  }

  /// Those of the whole files.
  public func digests(limit: Int?) throws -> [FileDigest] { try files.map { try $0.digested() } }
}

/// One named tensor of every example, as delivered: its type, without the axis of the examples.
public struct DataField: Hashable, Sendable {
  public let name: String
  public let type: TensorType
  /// What whole numbers stand for; empty where they are numbers.
  public let classes: [String]
  /// What a table calls the numbers of a row; empty where it calls them nothing, and of all else.
  public internal(set) var headings: [String] = []

  public init(_ name: String, _ type: TensorType, classes: [String] = []) {
    self.name = name
    self.type = type
    self.classes = classes
  }
}

/// One named tensor of every example, as its source has it, before transforms.
public struct SourceField: Hashable, Sendable {
  public let name: String
  /// float32 or int32, as delivered.
  public let element: ElementType
  /// The shapes that occur, each once, the first example's first. One for all but pictures that differ in size.
  public let shapes: [Shape]
  /// The file of the first example of each shape, as the experiment would write it; empty where examples are no files.
  public let files: [String]
  /// What the elements lie in by the file's format, and what the bytes 0 and 255 stand for where they are stored as
  /// bytes: 0...255 in an IDX file.
  public let naturalRange: ClosedRange<Double>?
  /// Whether it is kept in memory as bytes, and delivered as float32.
  public let isBytes: Bool
  /// What the whole numbers of a label that was read from texts stand for; empty where they are numbers.
  public let classes: [String]
  /// How many classes its whole numbers are, from 0, by what the source is; `nil` where that says nothing of them.
  public let classCount: Int?
  /// The class of each example, part after part; empty where it is not known before the examples are read.
  public let labels: [[Int32]]
  /// What a table calls the numbers of a row; empty where it calls them nothing, and of all else.
  var headings: [String] = []

  public init(
    _ name: String, _ element: ElementType, shapes: [Shape], files: [String] = [],
    naturalRange: ClosedRange<Double>? = nil, isBytes: Bool = false, classes: [String] = [],
    classCount: Int? = nil, labels: [[Int32]] = []
  ) {
    precondition(!shapes.isEmpty, "a field has a shape")
    self.classes = classes
    self.classCount = classes.isEmpty ? classCount : classes.count
    self.labels = labels
    precondition(files.isEmpty || files.count == shapes.count, "a file for each shape, or none")
    self.files = files
    self.name = name
    self.element = element
    self.shapes = shapes
    self.naturalRange = naturalRange
    self.isBytes = isBytes
  }

  /// A field of one shape.
  public init(
    _ name: String, _ type: TensorType, naturalRange: ClosedRange<Double>? = nil,
    isBytes: Bool = false, classes: [String] = [], classCount: Int? = nil, labels: [[Int32]] = []
  ) {
    self.init(
      name, type.element, shapes: [type.shape], naturalRange: naturalRange, isBytes: isBytes,
      classes: classes, classCount: classCount, labels: labels)
  }

  /// `[H, W, C]` of float32.
  var isPicture: Bool { element == .float32 && shapes[0].rank == 3 }
  /// The type of the first example.
  var type: TensorType { TensorType(shapes[0], element) }
  func byteCount(_ shape: Shape) -> Int {
    isBytes ? shape.count : TensorType(shape, element).byteCount
  }
}

/// A data set whose size another takes, by name: `size: photo`.
public struct SizeReference: Sendable {
  let name: String
  let range: SourceRange?
  let method: ResizeMethod
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
  public let fields: [SourceField]
  public let counts: SourceCounts
  /// Whether some are left out when they are read.
  public let mayHaveFewer: Bool
  /// What the examples of a source that decodes them when asked for take once decoded; `nil` where all are read into memory.
  public let decodedBytes: Int?
  /// What reading takes for a while, where that is more than what is kept; 0 where it is not known.
  public let readingBytes: Int
  /// What is to be told: files that are left out.
  public let warnings: [Diagnostic]

  public init(
    fields: [SourceField], counts: SourceCounts, mayHaveFewer: Bool = false,
    decodedBytes: Int? = nil, readingBytes: Int = 0, warnings: [Diagnostic] = []
  ) {
    precondition(!fields.isEmpty, "a source has a main field")
    self.fields = fields
    self.counts = counts
    self.decodedBytes = decodedBytes
    self.readingBytes = readingBytes
    self.mayHaveFewer = mayHaveFewer
    self.warnings = warnings
  }

  /// What one example takes in memory, where all take the same.
  var exampleBytes: Int { fields.reduce(0) { $0 + $1.byteCount($1.shapes[0]) } }
}

/// All examples of a source, the training part before the test part.
public struct SourceContents: Sendable {
  public enum Examples: Sendable {
    /// One array a field, `[N, …]`: float32, int32, or uint8 where a float32 field is stored compactly.
    case arrays([HostArray])
    case decoded(any ExampleDecoder)
  }

  public let examples: Examples
  public let counts: SourceCounts
  public let digests: [FileDigest]
  /// What is to be told: files that could not be read, and were left out.
  public let warnings: [Diagnostic]

  public init(arrays: [HostArray], counts: SourceCounts, digests: [FileDigest]) {
    self.init(.arrays(arrays), counts: counts, digests: digests)
  }

  public init(
    _ examples: Examples, counts: SourceCounts, digests: [FileDigest], warnings: [Diagnostic] = []
  ) {
    self.examples = examples
    self.counts = counts
    self.digests = digests
    self.warnings = warnings
  }
}

/// Reads single examples, on several threads at once.
public protocol ExampleDecoder: Sendable {
  /// What an example takes in memory, known without decoding it.
  func byteCount(of example: Int) -> Int
  /// All fields of an example, as stored: the shapes may differ from example to example.
  ///
  /// - Throws: a file that is damaged or gone, by name.
  func decode(_ example: Int) throws -> [HostArray]
  /// A field of one number, where it is known without decoding the example.
  func scalar(ofField field: Int, of example: Int) -> Float?
}

extension ExampleDecoder {
  public func scalar(ofField field: Int, of example: Int) -> Float? { nil }
}
