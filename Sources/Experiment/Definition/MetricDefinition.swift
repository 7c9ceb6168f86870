import Config
import Diagnostics

/// Which examples something looks at.
public enum Split: String, Hashable, Sendable, CaseIterable {
  case train, test
}

/// A figure over a whole split.
public struct MetricDefinition: Sendable {
  public let name: String
  public let value: ExpressionTree
  public let split: Split
  /// How many examples at most, or rows where no data is read.
  public let count: Int?
  public let trains: Bool
  public let keyRange: SourceRange?

  init(name: String, _ value: FieldValue) {
    let fields = value.fields(name)
    self.name = name
    self.value = fields.expression("value")
    split = Split(rawValue: fields.text("split")) ?? .test
    count = fields.has("count") ? fields.integer("count") : nil
    trains = fields.text("mode") == "training"
    keyRange = value.keyRange
  }
}
