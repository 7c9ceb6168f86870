import Diagnostics

/// What a data set has in common with another one of its experiment.
extension DataSet {
  /// Whether both read the same files, by a source of the same kind.
  public func readsFiles(of other: DataSet) -> Bool { !files.isEmpty && isOfOneSource(as: other) }

  /// Whether both are of a source of one kind, and of the same files where it has any.
  public func isOfOneSource(as other: DataSet) -> Bool {
    fields.schema.name == other.fields.schema.name
      && files.map(\.path) == other.files.map(\.path)
  }

  /// Whether its test part is drawn of all examples, by its own name.
  public var drawsTestPart: Bool { fields.number("holdout") > 0 }

  /// Whether the range that it is scaled from is that of its own training examples.
  public var fitsRange: Bool { transforms.contains { $0.transform.needsFit } }

  /// Where it writes `train_where` itself; `nil` where it has none, or has taken it from the set that it is like.
  public var ownFilter: SourceRange? {
    guard fields.has("train_where"), let written = fields.range(of: "train_where"),
      fields.range?.contains(written) == true
    else { return nil }
    return written
  }
}
