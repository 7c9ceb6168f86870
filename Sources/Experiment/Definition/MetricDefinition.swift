import Config
import Diagnostics

/// Which examples something looks at.
public enum Split: String, Hashable, Sendable, CaseIterable {
  case train, test
}

/// A metric over a whole split.
public struct MetricDefinition: Sendable {
  public let name: String
  public let value: ExpressionTree
  public let split: Split
  /// How many examples at most, or rows where no data is read.
  public let count: Int?
  public let trains: Bool
  /// What is computed again and again before the figure is.
  public let iteration: IterationDefinition?
  public let keyRange: SourceRange?

  /// - Throws: half of an iteration.
  init(name: String, _ value: FieldValue) throws {
    let fields = value.fields(name)
    self.name = name
    self.value = fields.expression("value")
    split = Split(rawValue: fields.text("split")) ?? .test
    count = fields.has("count") ? fields.integer("count") : nil
    trains = fields.text("mode") == "training"
    iteration = try IterationDefinition(fields)
    keyRange = value.keyRange
  }
}
