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
  public let keyRange: SourceRange?

  init(name: String, _ value: FieldValue) {
    let fields = value.fields(name)
    self.name = name
    self.value = fields.expression("value")
    split = Split(rawValue: fields.text("split")) ?? .test
    keyRange = value.keyRange
  }
}

/// A tensor that is updated itself.
public struct VariableDefinition: Sendable {
  public let name: String
  public let initial: ExpressionTree
  public let clip: (low: Double, high: Double)?
  public let keyRange: SourceRange?

  /// - Throws: `Diagnostic`, where there is no initial value, or the form is not available yet.
  init(name: String, _ value: FieldValue) throws {
    let fields = value.fields(name)
    if fields.has("pool") {
      throw Diagnostic("'pool' variables are not available yet", at: fields.range(of: "pool"))
    }
    guard fields.has("init") else {
      throw Diagnostic(
        "the variable '\(name)' needs an initial value: 'init: photo'", at: value.keyRange)
    }
    self.name = name
    initial = fields.expression("init")
    keyRange = value.keyRange
    if fields.has("clip") {
      let bounds = fields.list("clip").map { $0.number() }
      guard bounds[0] < bounds[1] else {
        throw Diagnostic(
          "the lower bound comes first and is less than the upper", at: fields.range(of: "clip"))
      }
      clip = (bounds[0], bounds[1])
    } else {
      clip = nil
    }
  }
}
