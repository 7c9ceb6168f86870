import Diagnostics

/// The classes of a field, of which a part of the data need not have all.
public struct ClassNumbers: Hashable, Sendable {
  /// How many there are, from 0, by what the source is; `nil` where that says nothing of them.
  public let count: Int?
  /// Those that examples of the training part have, in ascending order.
  public let train: [Int]
  /// Those that examples of the test part have; of the training part, where there is no other.
  public let test: [Int]

  /// Those that any example has, in ascending order.
  public var all: [Int] { Set(train + test).sorted() }
}

extension DataSet {
  /// The classes of a field, where they are known before the examples are read. What `train_where` leaves out is among them.
  ///
  /// - Parameter counts: of the examples that are used.
  /// - Throws: a split that does not fit.
  func classes(of field: SourceField, _ counts: SourceCounts) throws -> ClassNumbers? {
    guard !field.labels.isEmpty else {
      return field.classCount.map {
        ClassNumbers(count: $0, train: Array(0..<$0), test: Array(0..<$0))
      }
    }
    let labels = field.labels.flatMap { $0.prefix(limit ?? .max) }
    guard labels.count == counts.total else { return nil }
    let split = try RowSplit(counts: counts, fields: fields, seed: seed, name: name)
    func numbers(_ rows: [UInt32]) -> [Int] { Set(rows.map { Int(labels[Int($0)]) }).sorted() }
    let train = numbers(split.train)
    return ClassNumbers(
      count: field.classCount, train: train, test: split.test.map { numbers($0) } ?? train)
  }

  /// Warns of fields of which some classes are not among the first examples, which are all that are used.
  func classesLeftOut(of described: [SourceField]) -> [Diagnostic] {
    guard let limit else { return [] }
    // A filter of the training part leaves out what is meant to be left out.
    let first = fields.has("train_where") && !drawsTestPart ? 1 : 0
    return described.compactMap { field in
      LeadingClasses.warning(
        of: field.name, Array(field.labels.dropFirst(first)), names: field.classes, first: limit,
        at: fields.range(of: "count"))
    }
  }
}
